"""A board with the club's page beside the other feeds: `python -m beacon URL`."""

from __future__ import annotations

import asyncio
import sys

from beacon.feed import BeaconSettings, beacon_feed
from dishboard.app import make_program
from dishboard.config import cache_folder, read_network
from dishboard.server.run import serve
from dishboard.time import SystemClock

if len(sys.argv) != 2:
    sys.exit("usage: python -m beacon URL, the address of the club's page")
network = read_network(None)  # or the path of your network file, in a list
settings = BeaconSettings(url=sys.argv[1])
feed = beacon_feed(network, SystemClock(), settings, cache_dir=cache_folder())
program = make_program(network, memory=cache_folder(), more=[feed])
program.replan()
program.refresh()
asyncio.run(serve(program, "127.0.0.1", 8080, lambda address: print(f"see {address}", flush=True)))
