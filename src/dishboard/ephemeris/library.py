"""Which sources there are for which spacecraft."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.deep_space import DeepSpace
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.ephemeris.earth_view import EarthView
from dishboard.ephemeris.interface import Ephemeris
from dishboard.ephemeris.provider import Provider, Surroundings
from dishboard.ephemeris.quality import Expiry
from dishboard.geometry import EarthOrientation
from dishboard.model import ElementSet, Spacecraft

__all__ = ["Library"]


class Library:
    """Element sets by catalogue number, everything else by NAIF id; the built-in data beneath.

    Several element sets of one object may be kept: each instant takes the one nearest to it.
    """

    def __init__(
        self,
        elements: Iterable[ElementSet] = (),
        *,
        providers: Iterable[Provider] = (),
        builtin: BuiltinData | None = None,
        expiry: Expiry | None = None,
    ) -> None:
        self._elements = tuple(elements)
        self._providers = tuple(providers)
        self._builtin = builtin
        self._expiry = expiry or Expiry()

    @classmethod
    def builtin(cls, expiry: Expiry | None = None) -> Library:
        """What comes with Dishboard."""
        data = BuiltinData()
        return cls(data.element_sets, builtin=data, expiry=expiry)

    def with_elements(self, elements: Iterable[ElementSet]) -> Library:
        """This library and more element sets, as from a refresh."""
        both = (*self._elements, *elements)
        return Library(both, providers=self._providers, builtin=self._builtin, expiry=self._expiry)

    def with_providers(self, providers: Iterable[Provider]) -> Library:
        """This library and more that knows where craft are: tables, kernels, files of orbits.

        They need the built-in solar system around them; without it they say nothing.
        """
        both = (*self._providers, *providers)
        return Library(self._elements, providers=both, builtin=self._builtin, expiry=self._expiry)

    def sources(self, craft: Spacecraft) -> tuple[Ephemeris, ...]:
        """Every source for a spacecraft, ready to be asked."""
        found: list[Ephemeris] = [
            ElementSetOrbit(one, self._orientation, self._expiry)
            for one in self._by_number.get(craft.norad_id or 0, ())
        ]
        if self._earth is not None and self._builtin is not None:
            found += DeepSpace(self._builtin, self._earth).sources(craft)
            around = Surroundings(self._builtin.solar_system, self._orientation, self._earth)
            for provider in self._providers:
                found += provider.sources(craft, around)
        return tuple(found)

    def reason_for_none(self, craft: Spacecraft) -> str:
        """Why a spacecraft has no source at all."""
        if craft.norad_id is not None and craft.ephemeris in (None, "elements"):
            return f"no elements: {craft.norad_id} is not in any source read"
        return "no source: no elements, state table or orbit was found in any source read"

    @cached_property
    def _orientation(self) -> EarthOrientation:
        return EarthOrientation.none() if self._builtin is None else self._builtin.orientation

    @cached_property
    def _earth(self) -> EarthView | None:
        if self._builtin is None:
            return None
        return EarthView(self._builtin.solar_system, self._orientation)

    @cached_property
    def _by_number(self) -> dict[int, list[ElementSet]]:
        sets: dict[int, list[ElementSet]] = defaultdict(list)
        for one in self._elements:
            sets[one.norad_id].append(one)
        return dict(sets)
