"""A folder of files that tell where spacecraft are, watched."""

from dishboard.feeds.folder.feed import FolderFeed, FolderSettings

__all__ = ["FolderFeed", "FolderSettings"]
