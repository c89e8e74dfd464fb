"""Who may push: one token per source, kept as a keyed hash.

A token is 256 random bits. Nobody finds such a number by trying, so the slow hashes made for
passwords would guard nothing here and would cost a quarter of a second per message; a fast keyed
hash (BLAKE2b) keeps the file useless to whoever reads it. Each file has a key of its own, so that
equal hashes in two files mean nothing.

The file is replaced as a whole and is its owner's alone (mode 0600). A running server looks at the
file's time whenever a token is shown, so what was added or removed holds at once.
"""

from __future__ import annotations

import fcntl
import hmac
import logging
import os
import re
import secrets
import tempfile
import unicodedata
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Annotated

import msgspec

from dishboard.errors import SettingError, UnknownNameError, shown

__all__ = ["TokenFile", "TokenOwner", "push_feed_id"]

FORMAT = "dishboard.tokens/1"
PREFIX = "dishboard_"  # so that a scanner for leaked secrets can know one by sight
SECRET_BYTES = 32
LONGEST_TOKEN = 128  # characters; longer ones are not worth a hash
LONGEST_SOURCE = 64
LARGEST_FILE_BYTES = 16 * 1024 * 1024

log = logging.getLogger("dishboard.feeds")


Hex = Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{2}){0,64}\Z")]


class TokenOwner(msgspec.Struct, frozen=True, kw_only=True):
    """A source that may push."""

    source: str  # in words a person reads
    simulated: bool = False  # whatever it says is simulated
    created_at: datetime
    digest: Hex  # of the token, keyed

    @property
    def feed_id(self) -> str:
        return push_feed_id(self.source)


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The file's contents."""

    format: str = FORMAT
    key: Hex  # of the hash
    tokens: tuple[TokenOwner, ...] = ()


def push_feed_id(source: str) -> str:
    """The feed's id of a source: `push-` and its name in plain letters, digits and hyphens.

    Where letters of other scripts are lost thereby, eight digits of a hash of them all follow, so
    that two names are never one feed. Upper and lower case, spaces and signs make no other name.
    """
    signs = unicodedata.normalize("NFKD", source)
    plain = signs.encode("ascii", "ignore").decode().lower()
    parts = [re.sub(r"[^a-z0-9]+", "-", plain).strip("-")]
    if any(sign.isalnum() and not sign.isascii() for sign in signs):
        folded = unicodedata.normalize("NFKC", source.casefold())
        words = "".join(sign if _is_of_a_word(sign) else " " for sign in folded).split()
        parts.append(blake2b(" ".join(words).encode(), digest_size=4).hexdigest())
    return "push-" + "-".join(part for part in parts if part)


def _is_of_a_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"  # vowels are marks in some scripts


class TokenFile:
    """The tokens of one data folder: `tokens.json`. Without the file there are none."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "tokens.json"
        self._seen: tuple[int, int, int] | None = None  # of the file that was read last
        self._kept = _Kept(key="")

    def owners(self) -> tuple[TokenOwner, ...]:
        """Everyone who may push now, in the order of being added."""
        return self._current().tokens

    def owners_or_fault(self) -> tuple[TokenOwner, ...]:
        """As `owners`, for a person who should know when the file cannot be read.

        Raises:
            SettingError: when it is there and is not what it should be.
        """
        return self._read().tokens

    def owner_of(self, token: str) -> TokenOwner | None:
        """Whose token this is, or None. It takes as long for a wrong one as for a right one."""
        kept = self._current()
        if not kept.tokens or len(token) > LONGEST_TOKEN:
            return None
        digest = _digest(token, kept.key)
        found: TokenOwner | None = None
        for owner in kept.tokens:  # all of them, so that the time tells nothing
            if hmac.compare_digest(owner.digest, digest):
                found = owner
        return found

    def add(
        self,
        source: str,
        created_at: datetime,
        *,
        simulated: bool = False,
        taken: Iterable[str] = (),
    ) -> str:
        """Give a source a token. This is the only time that anybody sees it.

        Args:
            taken: names of other sources, in which nobody may speak.

        Raises:
            SettingError: for a name that cannot be, is another's, or has a token already.
        """
        source = source.strip()
        if not 0 < len(source) <= LONGEST_SOURCE or not source.isprintable():
            raise SettingError(
                f"a source's name has 1 to {LONGEST_SOURCE} printable characters, "
                f"got '{shown(source)}'"
            )
        feed_id = push_feed_id(source)
        if feed_id == "push-":
            raise SettingError(f"a source's name needs a letter or digit, got '{shown(source)}'")
        for name in taken:
            if feed_id == push_feed_id(name):
                raise SettingError(
                    f"'{name}' is the name of a source of Dishboard's own, and what is pushed in "
                    "it would be taken for that source: choose another name, such as "
                    f"'{shown(source)} relay'"
                )
        with self._changing() as kept:
            for owner in kept.tokens:
                if owner.feed_id == feed_id:
                    raise SettingError(
                        f"'{owner.source}' has a token already; for a new one remove it first: "
                        f'dishboard token remove "{owner.source}"'
                    )
            token = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
            key = kept.key or secrets.token_hex(32)
            owner = TokenOwner(
                source=source,
                simulated=simulated,
                created_at=created_at.replace(microsecond=0),
                digest=_digest(token, key),
            )
            self._write(_Kept(key=key, tokens=(*kept.tokens, owner)))
        return token

    def remove(self, source: str) -> None:
        """Take a source's token away: what it pushes from now on is refused.

        Raises:
            UnknownNameError: when it has none.
        """
        with self._changing() as kept:
            staying = tuple(owner for owner in kept.tokens if owner.source != source)
            if len(staying) == len(kept.tokens):
                raise UnknownNameError("source", source, [owner.source for owner in kept.tokens])
            self._write(msgspec.structs.replace(kept, tokens=staying))

    def _current(self) -> _Kept:
        """What the file says now; it is read again only when it was replaced."""
        try:
            status = self.path.stat()
        except OSError:
            self._seen, self._kept = None, _Kept(key="")
            return self._kept
        seen = (status.st_mtime_ns, status.st_size, status.st_ino)
        if seen != self._seen:
            self._seen = seen
            try:
                self._kept = self._read()
            except SettingError as error:
                # Nobody is let in by a file that cannot be read; said once per change of it.
                log.warning("%s", error)
                self._kept = _Kept(key="")
        return self._kept

    def _read(self) -> _Kept:
        """The file's contents.

        Raises:
            SettingError: when it is there and is not what it should be.
        """
        try:
            if self.path.stat().st_size > LARGEST_FILE_BYTES:
                raise SettingError(f"{self.path}: too large to be a file of tokens")
            kept = msgspec.json.decode(self.path.read_bytes(), type=_Kept)
        except FileNotFoundError:
            return _Kept(key="")
        except OSError as error:
            raise SettingError(f"{self.path}: cannot be read: {error.strerror}") from None
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise SettingError(
                f"{self.path}: is no file of tokens (any more); restore it, or delete it and give "
                "every source a new token"
            ) from None
        if kept.format != FORMAT:
            raise SettingError(f"{self.path}: expected {FORMAT}, got '{shown(kept.format)}'")
        return kept

    @contextmanager
    def _changing(self) -> Generator[_Kept, None, None]:
        """The contents, while nobody else may change them."""
        folder = self.path.parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(folder / "tokens.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise SettingError(f"{folder}: cannot be written: {error.strerror}") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._read()
        finally:
            os.close(lock)

    def _write(self, kept: _Kept) -> None:
        """Replace the file, whole or not at all; readable by its owner alone."""
        folder = self.path.parent
        handle, name = tempfile.mkstemp(dir=folder, prefix="tokens.", suffix=".new")  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except OSError as error:
            Path(name).unlink(missing_ok=True)
            raise SettingError(f"{self.path}: cannot be written: {error.strerror}") from None


def _digest(token: str, key: str) -> str:
    return blake2b(token.encode(), key=bytes.fromhex(key), digest_size=32).hexdigest()
