"""ONNX: models handed to other programs, and models taken from them."""

from groundup.io.onnx.errors import UnsupportedModel
from groundup.io.onnx.read import from_onnx
from groundup.io.onnx.write import to_onnx
