"""Dishboard: the live board of a ground-station network."""

__version__ = "0.1.0"
