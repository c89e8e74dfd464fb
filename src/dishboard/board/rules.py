"""By which figures a contact is judged. All are Dishboard's own assumptions; each can be set."""

from __future__ import annotations

from dataclasses import dataclass, fields

from dishboard.errors import SettingError

__all__ = ["Rules"]


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Assumptions of Dishboard, not of any agency; docs/understanding/outcomes.md explains each."""

    completed_share: float = 0.9  # with lock in this part of the track a contact is completed
    watched_share: float = 0.8  # below this part watched, nobody may say that nothing was there
    debounce_s: float = 10.0  # a state is announced once it has held so long, or one cycle
    grace_s: float = 60.0  # later than this after BOT is late, before EOT early; or two cycles
    tolerance_deg: float = 1.0  # below the horizon by more than this is no refraction, no rounding

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            unit = field.name.rpartition("_")[2]
            what, most = _EXPECTED[unit]
            if not 0.0 < value <= most:
                raise SettingError(
                    f"board.{field.name}: expected {what} above 0 and at most {most:g}, "
                    f"got {value:g}"
                )


_EXPECTED = {"share": ("a share", 1.0), "s": ("seconds", 3_600.0), "deg": ("degrees", 90.0)}
