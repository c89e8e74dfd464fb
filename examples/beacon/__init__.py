"""An example of a feed: a club's page about its antennas."""
