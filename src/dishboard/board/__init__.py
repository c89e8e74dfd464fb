"""The live state of the network: merge rule, freshness, comparisons, numbered changes."""

from dishboard.board.board import Board

__all__ = ["Board"]
