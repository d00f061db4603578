"""The arithmetic of layers: forward, backward, and the plain definition of each."""

from groundup.functional.dense import dense
