"""Bytes to model and back, without input or output: one module or folder for each format."""

__all__: list[str] = []
