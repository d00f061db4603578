"""From a model to nodes: what it does is listened to, and every operation written as nodes.

`trace.py` listens, `builder.py` holds the graph as it grows, `elementary.py`, `picking.py`,
`layers.py` and `sequences.py` say by which nodes each operation is expressed. An operation is a
function (builder, call) -> name of its output; a fused one without an entry is taken apart into
primitives.
"""

from groundup.io.onnx.export import elementary, layers, picking, sequences

EMIT = {**elementary.EMIT, **picking.EMIT, **layers.EMIT, **sequences.EMIT}
FITS = layers.FITS
