"""`python -m dishboard` is `dishboard`."""

import sys

from dishboard.cli import main

sys.exit(main())
