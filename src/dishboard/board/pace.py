"""When an antenna's contacts are judged anew, so that a tick costs little however many are on.

After a change they are judged at every tick, for long enough that every debounce and grace is told
of in its second. After that only shares grow, and a few seconds late is soon enough: each antenna
has its turn, so that no tick pays for all. A change that soon follows another is no news of its
own; a state that flaps for hours is judged in turn too.

The instant of judging depends on what is planned and observed and on the time, not on when anybody
looked: any order of the same readings, looked at often or once, ends in the same board.
"""

from __future__ import annotations

from zlib import crc32

__all__ = ["SOON_S", "judged_at_s", "turn_s"]

AFTER_NEWS_S = 90.0  # judged at every tick for so long after a change
EVERY_S = 10.0  # and so often else
SOON_S = 30.0  # a change sooner than this after another is no news


def judged_at_s(antenna: str, at_s: float, news_s: float) -> float:
    """As of when an antenna's contacts are to be judged at an instant. Unix seconds.

    Args:
        news_s: the last change up to that instant.

    >>> judged_at_s("NNO-1", 1000.5, 950.0), judged_at_s("NNO-1", 1045.0, 950.0)
    (1000.5, 1040.0)
    """
    if at_s - news_s <= AFTER_NEWS_S:
        return at_s
    own_s = turn_s(antenna, EVERY_S)
    last_turn_s = (at_s - own_s) // EVERY_S * EVERY_S + own_s
    return max(last_turn_s, news_s + AFTER_NEWS_S)


def turn_s(antenna: str, every_s: float) -> float:
    """An antenna's own whole second of a span that comes again and again."""
    return crc32(antenna.encode()) % every_s
