"""What was wrong with a command line, in one sentence, and where to read how it is right."""

from __future__ import annotations

from cyclopts import (
    CoercionError,
    CycloptsError,
    UnknownOptionError,
    UnusedCliTokensError,
    ValidationError,
)

from dishboard.errors import in_words, nearest

__all__ = ["misuse"]


def misuse(error: CycloptsError) -> str:
    """Two lines for a person."""
    said = str(error).strip().rstrip(".")
    match error:
        case UnknownOptionError():
            asked = error.token.keyword or error.token.value
            # Their bare names: by its dashes alone every option is a little like every other.
            names = [name.lstrip("-") for one in error.argument_collection for name in one.names]
            near = nearest(asked.lstrip("-"), names)
            said = f"unknown option {asked}" + (f"; did you mean --{near}?" if near else "")
        case UnusedCliTokensError():
            said = f"nothing here takes '{' '.join(error.unused_tokens or ())}'"
        case ValidationError() if error.argument is not None:
            expected = error.exception_message.replace("Must be", "expected").rstrip(".")
            came = " ".join(token.value for token in error.argument.tokens)
            said = f"{error.argument.name}: {expected}" + (f", got {came}" if came else "")
        case CoercionError():
            said = in_words(said)
        case _:
            pass
    command = " ".join(("dishboard", *(error.command_chain or ())))
    return f"{said[:1].lower()}{said[1:]}\nHow it is used: {command} --help"
