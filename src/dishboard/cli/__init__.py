"""The terminal: `dishboard serve | now | passes | contacts | check`."""

from dishboard.cli.main import main

__all__ = ["main"]
