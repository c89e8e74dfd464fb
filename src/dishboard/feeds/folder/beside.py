"""The process that reads one large file: asked on standard input, answers on standard output.

python -m dishboard.feeds.folder.beside
"""

from __future__ import annotations

import pickle
import sys

from dishboard.errors import FormatError
from dishboard.feeds.folder.reading import ChangedError, read_whole

__all__ = ["main"]


def main() -> None:
    """Answer with what the file says, or with the reason why it says nothing."""
    answer: object
    try:
        answer = read_whole(*pickle.load(sys.stdin.buffer))
    except (FormatError, ChangedError, OSError) as fault:
        answer = fault
    pickle.dump(answer, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
