"""The live state of the network: merge rule, freshness, comparisons, numbered changes."""

from dishboard.board.board import Board
from dishboard.board.rules import Rules

__all__ = ["Board", "Rules"]
