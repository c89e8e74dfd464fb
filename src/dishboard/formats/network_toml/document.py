"""Whole files: parse them, read their tables in the order that references need, and merge."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from dishboard.errors import NetworkError
from dishboard.formats.network_toml.antennas import (
    read_antenna,
    read_network,
    read_site,
    read_source,
)
from dishboard.formats.network_toml.kinds import NAMES, TEXT
from dishboard.formats.network_toml.known import Known
from dishboard.formats.network_toml.missions import (
    OTHER,
    REGIMES,
    Assumption,
    read_assumption,
    read_code,
    read_spacecraft,
)
from dishboard.formats.network_toml.table import Document, Fault, Table
from dishboard.model import Antenna, Code, Network, Site, Spacecraft

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["builds_on", "parse_network_files"]


def parse_network_files(
    files: Sequence[tuple[str, str]],
    *,
    beneath: Sequence[tuple[str, str]] = (),
    elsewhere: Collection[str] = (),
    networks: Collection[str] | None = None,
    settings: Collection[str] = (),
) -> Network:
    """One network from the (name, text) of its TOML files; see docs/reference/network-file.md.

    Names are unique across the files, and every reference must hold. A later file's `name`,
    `tagline` and assumptions go before an earlier one's. Sources and antenna networks that nothing
    refers to are left out.

    Args:
        beneath: files that `files` build on, read before them. The first that has a `name` gives
            it where `files` have none.
        elsewhere: antennas that the agreements of `beneath` may name though no file has them;
            they are left out.
        networks: what `networks = […]` may name; None: anything.
        settings: top-level keys that belong to the settings; they are not looked at here.

    Raises:
        NetworkError: with every fault of every file, in the order of the files and their lines.
    """
    below = [Document(name, text) for name, text in beneath]
    own = [Document(name, text) for name, text in files]
    known = Known({document.name: elsewhere for document in below})
    reader = _Reader(
        [root for document in below if (root := _parse(document)) is not None],
        [root for document in own if (root := _parse(document)) is not None],
        known,
        networks,
        settings,
    )
    network = reader.network()
    faults = [fault for one in (*below, *own) for fault in sorted(one.faults, key=_by_line)]
    if faults:
        raise NetworkError(str(fault) for fault in faults)
    return network


def builds_on(name: str, text: str) -> tuple[str, ...] | None:
    """The built-in networks a file asks for; none where it only has antennas of its own.

    None where it has neither: settings only, or not TOML (`parse_network_files` tells).
    """
    root = _parse(Document(name, text))
    if root is None:
        return None
    if root.has("networks"):
        return root.value("networks", NAMES) or ()
    return () if root.has("antennas") else None


def _by_line(fault: Fault) -> int:
    return fault.line or 0


def _parse(document: Document) -> Table | None:
    try:
        # Some editors put a byte order mark first; it says nothing here.
        return Table(tomllib.loads(document.text.removeprefix("\ufeff")), document)
    except RecursionError:
        document.faults.append(Fault(document.name, None, "not TOML: nested too deeply"))
    except ValueError as error:  # TOMLDecodeError, and Python's own limit on long integers
        what = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = int(what[2]) if what and what[2] else document.text.count("\n") + 1 if what else None
        reason = what[1] if what else str(error)
        document.faults.append(Fault(document.name, line, f"not TOML: {reason}"))
    return None


class _Reader:
    """The merge of several files: what others refer to is read first, over all files."""

    def __init__(
        self,
        below: list[Table],
        own: list[Table],
        known: Known,
        networks: Collection[str] | None,
        settings: Collection[str],
    ) -> None:
        self._below = below
        self._own = own
        self._roots = roots = [*below, *own]
        self._known = known
        self._networks = networks
        for root in roots:
            for key in settings:
                root.asked[key] = None

    def network(self) -> Network:
        """The merged network; whole only when no document has a fault."""
        known = self._known
        name, tagline = self._title("name"), self._title("tagline")
        for table in self._all("sources"):
            source = read_source(table)
            known.claim(table, "id", "source", source.id)
            known.sources[source.id] = source
        for table in self._all("antenna_networks"):
            info = read_network(table)
            known.claim(table, "id", "antenna network", info.id)
            known.networks[info.id] = info
            known.declared.setdefault(table.document.name, []).append(info.id)
        sites = self._sites()
        antennas = self._antennas()
        spacecraft = self._spacecraft(self._assumptions())
        codes = [read_code(table, known) for table in self._all("codes")]
        not_spacecraft = dict.fromkeys(
            code for root in self._roots for code in root.value("not_spacecraft", NAMES) or ()
        )
        for root in self._roots:
            for asked in root.value("networks", NAMES) or ():
                if self._networks is not None:
                    root.refer("networks", asked, self._networks, "built-in network")
            root.close()
        used = {antenna.network for antenna in antennas}
        cited = _cited(sites, antennas, spacecraft, codes)
        return Network(
            name=name or self._own_name(),
            tagline=tagline or "",
            networks=tuple(info for info in known.networks.values() if info.id in used),
            sites=tuple(sites),
            antennas=tuple(antennas),
            spacecraft=tuple(spacecraft),
            not_spacecraft=tuple(not_spacecraft),
            codes=tuple(codes),
            sources=tuple(source for source in known.sources.values() if source.id in cited),
        )

    def _all(self, key: str) -> list[Table]:
        return [table for root in self._roots for table in root.tables(key)]

    def _title(self, key: str) -> str | None:
        """Of the last of the files themselves; else of the first that they build on."""
        own = [text for root in self._own if (text := root.value(key, TEXT))]
        below = [text for root in self._below if (text := root.value(key, TEXT))]
        return own[-1] if own else below[0] if below else None

    def _own_name(self) -> str:
        return self._own[-1].document.name.removesuffix(".toml") if self._own else "nothing"

    def _sites(self) -> list[Site]:
        sites: list[Site] = []
        for table in self._all("sites"):
            site = read_site(table, self._known)
            self._known.claim(table, "id", "site", site.id)
            self._known.sites[site.id] = site
            sites.append(site)
        return sites

    def _antennas(self) -> list[Antenna]:
        antennas: list[Antenna] = []
        for table in self._all("antennas"):
            antenna = read_antenna(table, self._known)
            self._known.claim(table, "id", "antenna", antenna.id)
            self._known.antennas[antenna.id] = antenna
            antennas.append(antenna)
        return antennas

    def _assumptions(self) -> dict[str, Assumption]:
        """By regime; a later file's goes before an earlier one's."""
        found: dict[str, Assumption] = {}
        for root in self._roots:
            tables = root.table("assumptions")
            if tables is None:
                continue
            for regime in (*REGIMES, OTHER):
                if table := tables.table(regime):
                    found[regime] = read_assumption(table)
            tables.close()
        return found

    def _spacecraft(self, assumptions: dict[str, Assumption]) -> list[Spacecraft]:
        spacecraft: list[Spacecraft] = []
        for table in self._all("spacecraft"):
            craft = read_spacecraft(table, self._known, assumptions)
            self._known.claim(table, "id", "spacecraft", craft.id)
            spacecraft.append(craft)
        return spacecraft


def _cited(
    sites: list[Site], antennas: list[Antenna], spacecraft: list[Spacecraft], codes: list[Code]
) -> set[str]:
    return {
        source for thing in (*sites, *antennas, *spacecraft, *codes) for source in thing.sources
    }
