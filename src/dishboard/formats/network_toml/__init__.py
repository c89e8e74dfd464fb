"""Network files: TOML ↔ the model's nouns, strictly, with every fault of a file at once."""

from dishboard.formats.network_toml.document import builds_on, parse_network_files
from dishboard.formats.network_toml.summary import summary, unverified

__all__ = ["builds_on", "parse_network_files", "summary", "unverified"]
