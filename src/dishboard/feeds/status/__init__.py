"""Status messages of stations, whichever way they come: what they say, and what is taken."""

from dishboard.feeds.status.intake import Intake, Refusal, Repeat, Taken
from dishboard.feeds.status.names import Names, names_of
from dishboard.feeds.status.readings import readings_of

__all__ = ["Intake", "Names", "Refusal", "Repeat", "Taken", "names_of", "readings_of"]
