"""The command line. Exit codes: 0 done · 1 something given is faulty · 2 asked for wrongly.

What ends a command from outside gives 128 and the signal's number, as shells count: 130 Ctrl-C,
143 SIGTERM, 129 a terminal that is closed, 141 a reader that has seen enough (`| head`).
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from cyclopts import App, CycloptsError

import dishboard
from dishboard.cli.check import check
from dishboard.cli.contacts import contacts
from dishboard.cli.doctor import doctor
from dishboard.cli.lines import LogFormat, printable_lines
from dishboard.cli.misuse import misuse
from dishboard.cli.now import now
from dishboard.cli.passes import passes
from dishboard.cli.serve import serve
from dishboard.cli.simulate import simulate
from dishboard.cli.token import token
from dishboard.errors import DishboardError, SettingError, UnknownNameError

__all__ = ["main"]

HELP = """The live board of a ground-station network: which antenna talks to which spacecraft, \
with the evidence for every value.

Begin with `dishboard serve` and open http://127.0.0.1:8080, or ask in the terminal:

    dishboard now                        what is on, what comes next, computed here
    dishboard now --url http://…:8080    what a running board shows
    dishboard passes --antenna KIR-1     every pass over Kiruna's 15 m dish in 24 h
    dishboard contacts --spacecraft CRY  the plan for CryoSat-2
    dishboard check my-network.toml      is this network file right?
    dishboard doctor                     what is wrong here, and what to do
    dishboard token add "Kiruna control" let a station push what it does
    dishboard serve --demo               a board whose stations are simulated

Every value says what it rests on: observed (a station said so), scheduled (a plan says so), \
predicted (computed here), simulated. Unknown is shown as unknown.

Exit codes: 0 done; 1 something given is faulty; 2 the command was used wrongly."""

_ENDED = 128  # and the number of the signal that ended it
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)  # what standard output may meet


def make_app() -> App:
    """The commands and their help."""
    app = App(
        name="dishboard",
        help=HELP,
        version=dishboard.__version__,
        help_format="markdown",
        version_flags=["--version"],
    )
    for command in (serve, now, passes, contacts, check, token, doctor, simulate):
        app.command(command)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    to_stderr = logging.StreamHandler()
    to_stderr.setFormatter(LogFormat())
    logging.basicConfig(handlers=[to_stderr], level=logging.WARNING)
    app = make_app()
    try:
        with _tidied_up():
            result = app(
                arguments,
                exit_on_error=False,
                print_error=False,
                result_action="return_value",
            )
            sys.stdout.flush()  # here it is known what to do when nobody reads it any more
    except CycloptsError as error:
        print(printable_lines(f"dishboard: {misuse(error)}"), file=sys.stderr)
        return 2
    except (SettingError, UnknownNameError) as error:
        print(printable_lines(f"dishboard: {error}"), file=sys.stderr)
        return 2
    except DishboardError as error:
        print(printable_lines(f"dishboard: {error}"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _ENDED + signal.SIGINT
    except _EndedError as ended:
        signal.raise_signal(ended.number)  # who started us is to see by what we ended
        return _ENDED + ended.number
    except BrokenPipeError:
        _print_no_more()
        return _ENDED + signal.SIGPIPE
    except OSError as error:
        if error.errno not in _FULL:
            raise
        print(f"dishboard: {error.strerror}: not all of it is written", file=sys.stderr)
        _print_no_more()
        return 1
    return result if isinstance(result, int) else 0


class _EndedError(SystemExit):
    """A signal that ends us."""

    def __init__(self, number: int) -> None:
        super().__init__(_ENDED + number)
        self.number = number


@contextmanager
def _tidied_up() -> Generator[None]:
    """SIGTERM and SIGHUP end a command as Ctrl-C does: what it began to write is taken away."""

    def end(number: int, frame: object) -> None:
        raise _EndedError(number)

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ours = [getattr(signal, name) for name in names]
    try:
        had = [(one, signal.signal(one, end)) for one in ours if _is_default(one)]
    except ValueError:  # not in the main thread: a program that calls us minds its signals itself
        had = []
    try:
        yield
    finally:
        for one, handler in had:
            signal.signal(one, handler)


def _is_default(number: signal.Signals) -> bool:
    """Whether nobody else has a say in it: `nohup` has us ignore SIGHUP, and it stays so."""
    return signal.getsignal(number) is signal.SIG_DFL


def _print_no_more() -> None:
    """What still waits to be written is let go; at exit nothing is said of it either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
