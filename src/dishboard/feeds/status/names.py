"""Who is meant: our ids for the sites, antennas and spacecraft that a station names.

A station may use our ids or any alias of a network file, in any case. A name that fits two things
fits none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from dishboard.errors import FormatError, nearest, shown
from dishboard.model import Antenna, Network, TargetKind

__all__ = ["Names", "names_of"]

T = TypeVar("T")


class Names:
    """The names of one network, looked up once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._antennas = _gathered(
            (name, antenna)
            for antenna in network.antennas
            for name in (antenna.id, *antenna.aliases.values())
        )
        self._spacecraft = _gathered(
            (name, craft.id)
            for craft in network.spacecraft
            for name in (craft.id, craft.name, *_own_codes(craft.codes))
        )
        self._sites = _gathered(
            (name, site.id)
            for site in network.sites
            for name in (site.id, site.name, site.name.partition(" (")[0])
        )
        self._not_spacecraft = {name.casefold() for name in network.not_spacecraft}
        self._looked_up: dict[tuple[str, str], str] = {}
        self._strange: dict[tuple[str, ...], tuple[str, ...]] = {}

    def antenna(self, site: str, aperture: str) -> str:
        """Our id for an antenna, or `site:aperture` for one that no network file knows.

        Raises:
            FormatError: when several antennas have that name, or the one that has it stands
                at another site of ours than the message says.
        """
        known = self._looked_up.get((site, aperture))
        if known is not None:
            return known
        found = self._antenna(site, aperture)
        if len(self._looked_up) >= 10_000:  # senders who name ever other ones
            self._looked_up.clear()
        antenna_id = found.id if found else f"{site}:{aperture}"
        self._looked_up[site, aperture] = antenna_id
        return antenna_id

    def _antenna(self, site: str, aperture: str) -> Antenna | None:
        exact = self.network.antenna_by_id.get(aperture)
        candidates = (exact,) if exact else self._antennas.get(aperture.casefold(), ())
        sites = self._sites.get(site.casefold(), ())
        if not sites:  # not a name of ours: antenna ids are unique without it
            here = candidates
        else:
            here = tuple(antenna for antenna in candidates if antenna.site in sites)
        if candidates and not here:
            where = ", ".join(sorted({antenna.site for antenna in candidates}))
            raise FormatError(
                f"aperture '{shown(aperture)}' stands at {where}, not at '{shown(site)}'"
            )
        if len(here) > 1:
            which = ", ".join(sorted(antenna.id for antenna in here))
            raise FormatError(f"aperture '{shown(aperture)}' may be any of {which}: use the id")
        return here[0] if here else None

    def strange(self, site: str, aperture: str, users: Iterable[str]) -> tuple[str, ...]:
        """What to tell a sender of names that no network file has, a line each."""
        asked = (site, aperture, *users)
        known = self._strange.get(asked)
        if known is not None:
            return known
        if len(self._strange) >= 10_000:
            self._strange.clear()
        said: list[str] = []
        if site.casefold() not in self._sites:
            hint = _hint(site, self.network.site_by_id)
            said.append(f"site '{shown(site)}' is in no network file{hint}")
        if aperture.casefold() not in self._antennas:
            hint = _hint(aperture, self.network.antenna_by_id)
            kept = shown(f"{site}:{aperture}")
            said.append(
                f"aperture '{shown(aperture)}' is in no network file; shown as '{kept}'{hint}"
            )
        for user in users:
            if self.spacecraft(user)[1] is TargetKind.UNKNOWN:
                hint = _hint(user, self.network.spacecraft_by_id)
                said.append(f"user '{shown(user)}' is in no network file; shown as it came{hint}")
        self._strange[asked] = tuple(said)
        return tuple(said)

    def spacecraft(self, user: str | None) -> tuple[str | None, TargetKind | None]:
        """Our id for a spacecraft, or the name as it came; and what it stands for."""
        if user is None:
            return None, None
        if user in self.network.spacecraft_by_id:
            return user, TargetKind.SPACECRAFT
        found = self._spacecraft.get(user.casefold(), ())
        if len(found) == 1:
            return found[0], TargetKind.SPACECRAFT
        if user.casefold() in self._not_spacecraft:
            return user, TargetKind.NOT_SPACECRAFT
        return user, TargetKind.UNKNOWN


_kept: list[Names] = []


def names_of(network: Network) -> Names:
    """The names of a network, made once for each of the last few networks."""
    for names in _kept:
        if names.network is network:
            return names
    names = Names(network)
    _kept[:] = [*_kept[-3:], names]
    return names


def _hint(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"; did you mean '{near}'?" if near else ""


def _own_codes(codes: dict[str, str]) -> Iterable[str]:
    """A craft's own codes; those of its whole fleet name no single one."""
    return (code for system, code in codes.items() if not system.endswith("_group"))


def _gathered(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, tuple[T, ...]] = {}
    for name, thing in pairs:
        key = name.casefold()
        if all(other is not thing and other != thing for other in found.get(key, ())):
            found[key] = (*found.get(key, ()), thing)
    return found
