"""What an ONNX file can ask for in vain."""


class UnsupportedModel(ValueError):
    """A sound ONNX model with an operator, attribute or dtype that this library does not have."""
