"""What leaves the building: the API, the stream, the page."""

from dishboard.server.live import Live
from dishboard.server.server import make_application
from dishboard.server.stream import Stream

__all__ = ["Live", "Stream", "make_application"]
