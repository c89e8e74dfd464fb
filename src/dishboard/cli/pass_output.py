"""Passes as JSON, CSV or Parquet, chunk by chunk: a file of millions needs no memory of its own.

The columns are the fields of `Pass` in its order, after them those of its light where that was
asked for: sums and least values; JSON has every span. CSV leaves empty what is unknown and writes
instants as the API does; Parquet has UTC timestamps of microseconds and nulls.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.pass_columns import Names, PassColumns, instants_us
from dishboard.errors import SettingError
from dishboard.model import Pass

__all__ = ["FILES", "Form", "check_output", "write_passes"]

Form = Literal["table", "json", "csv", "parquet"]
FILES = ("csv", "json", "parquet")
_ROWS_AT_ONCE = 65_536
COLUMNS = tuple(field.name for field in msgspec.structs.fields(Pass))
LIGHT_WORDS = ("occulted_by", "light_unknown")
LIGHT_COLUMNS = (
    *("sunlit_s", "penumbra_s", "umbra_s"),
    *("rise_sun_separation_deg", "culmination_sun_separation_deg", "set_sun_separation_deg"),
    *("min_sun_separation_deg", "min_sun_separation_at", "station_sun_elevation_deg"),
    *("occulted_s", *LIGHT_WORDS),
)


def check_output(form: Form, output: Path | None) -> None:
    """Before hours of work: can this be written at all?

    Raises:
        SettingError: with what to do instead.
    """
    if output is not None:
        if form == "table":
            raise SettingError("--output needs --format csv, json or parquet")
        if not output.parent.is_dir():
            raise SettingError(f"--output {output}: there is no folder {output.parent}")
        if output.is_dir():
            raise SettingError(f"--output {output} is a folder; name a file")
    if form == "parquet":
        if output is None and sys.stdout.isatty():
            raise SettingError("Parquet is no text: name a file with --output, or pipe it")
        _parquet()


def write_passes(
    chunks: Iterable[PassColumns], form: Form, output: Path | None, *, light: bool = False
) -> int:
    """Writes them as they come, to a file that appears when it is whole, or to standard output.

    Returns how many there were. `light`: each chunk has its light.

    Raises:
        SettingError: when the file cannot be written.
    """
    chunks = _in_pieces(chunks)
    with _opened(output) as stream:
        if form == "json":
            return _json(chunks, stream)
        columns = (*COLUMNS, *LIGHT_COLUMNS) if light else COLUMNS
        write = _csv if form == "csv" else _write_parquet
        return write(chunks, stream, columns)


def _in_pieces(chunks: Iterable[PassColumns]) -> Iterator[PassColumns]:
    """As text a pass takes ten times the memory of its columns."""
    for chunk in chunks:
        for begin in range(0, len(chunk), _ROWS_AT_ONCE):
            yield chunk.take(np.arange(begin, min(begin + _ROWS_AT_ONCE, len(chunk))))


@contextmanager
def _opened(output: Path | None) -> Generator[IO[bytes]]:
    """A file beside the wanted one that takes its place at the end, or nothing does."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        output = output.resolve()  # a link stays one
        if output.exists() and not output.is_file():  # a device, a pipe: nothing to replace
            with output.open("wb") as stream:
                yield stream
            return
        with NamedTemporaryFile(
            dir=output.parent, prefix=f".{output.name}.", suffix=".part", delete=False
        ) as stream:
            part = Path(stream.name)
            try:
                yield stream
                stream.close()
                part.chmod(0o666 & ~_umask())
                part.replace(output)
            finally:
                with suppress(FileNotFoundError):
                    part.unlink()
    except OSError as error:
        raise SettingError(f"--output {output}: {error.strerror or error}") from None


def _umask() -> int:
    import os

    mask = os.umask(0)
    os.umask(mask)
    return mask


def _json(chunks: Iterable[PassColumns], stream: IO[bytes]) -> int:
    """One list, indented for people as every other document is."""
    count = 0
    for chunk in chunks:
        text = msgspec.json.format(msgspec.json.encode(list(chunk.passes())), indent=1)
        stream.write((b"," if count else b"[") + text[1:-2])
        count += len(chunk)
    stream.write(b"\n]\n" if count else b"[]\n")
    return count


def _csv(chunks: Iterable[PassColumns], stream: IO[bytes], names: tuple[str, ...]) -> int:
    count = 0
    stream.write((",".join(names) + "\n").encode())
    for chunk in chunks:
        columns = (_csv_column(chunk, name) for name in names)
        rows = zip(*columns, strict=True)
        stream.write("".join(f"{','.join(row)}\n" for row in rows).encode())
        count += len(chunk)
    return count


def _csv_column(chunk: PassColumns, name: str) -> Iterator[str]:
    if name == "id":
        return map(_quoted, chunk.ids())
    column = _column(chunk, name)
    if isinstance(column, Names):
        return _words(column)
    return _instants(column) if name.endswith("_at") else _numbers(column)


def _column(chunk: PassColumns, name: str) -> Names | NDArray[np.float64]:
    """By the name it has in a file."""
    owner = chunk.light if name in LIGHT_COLUMNS else chunk
    return getattr(owner, f"{name.removesuffix('_at')}_s" if name.endswith("_at") else name)


def _words(column: Names) -> Iterator[str]:
    return iter(Names(column.row, tuple(map(_quoted, column.words))))


def _quoted(text: str) -> str:
    """As RFC 4180 has it."""
    if any(one in text for one in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _numbers(column: NDArray[np.float64]) -> Iterator[str]:
    return ("" if one != one else repr(one) for one in column.tolist())


def _instants(unix_s: NDArray[np.float64]) -> Iterator[str]:
    stamps: list[str] = np.datetime_as_string(instants_us(unix_s)).tolist()
    return ("" if one == "NaT" else f"{one}Z" for one in stamps)


def _write_parquet(chunks: Iterable[PassColumns], stream: IO[bytes], names: tuple[str, ...]) -> int:
    arrow, parquet = _parquet()
    word = arrow.dictionary(arrow.int32(), arrow.string())
    instant, number = arrow.timestamp("us", tz="UTC"), arrow.float64()
    kinds = dict.fromkeys(names, number) | {"id": arrow.string()}
    words = ("antenna", "spacecraft", "quality", "source", *LIGHT_WORDS)
    kinds |= {name: word for name in words if name in names}
    kinds |= {name: instant for name in names if name.endswith("_at")}
    # These are never unknown.
    always = ("id", "antenna", "spacecraft", "quality", "source", "max_elevation_deg")
    always += ("culmination_at", "culmination_azimuth_deg", "culmination_range_km", *LIGHT_WORDS)
    schema = arrow.schema(
        [arrow.field(name, kinds[name], nullable=name not in always) for name in names]
    )
    count = 0
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for chunk in chunks:
            columns = [_arrow_column(arrow, chunk, name, kinds[name]) for name in names]
            writer.write_table(arrow.Table.from_arrays(columns, schema=schema))
            count += len(chunk)
    return count


def _arrow_column(arrow: Any, chunk: PassColumns, name: str, kind: Any) -> Any:
    if name == "id":
        return arrow.array(chunk.ids(), type=kind)
    column = _column(chunk, name)
    if isinstance(column, Names):
        rows = arrow.array(column.row.astype(np.int32))
        return arrow.DictionaryArray.from_arrays(rows, arrow.array(column.words))
    if name.endswith("_at"):
        return arrow.array(instants_us(column), type=arrow.timestamp("us")).cast(kind)
    return arrow.array(column, type=kind, mask=np.isnan(column))


def _parquet() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise SettingError(
            "Parquet needs a library that is not installed: pip install pyarrow "
            "(or take --format csv)"
        ) from None
    return pyarrow, parquet
