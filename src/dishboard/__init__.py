"""Dishboard: the live board of a ground-station network."""

__all__ = ["__version__"]

__version__ = "0.1.0"
