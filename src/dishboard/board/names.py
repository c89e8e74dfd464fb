"""The ids of what was seen and of records: the same however often they are concluded."""

from __future__ import annotations

from datetime import datetime

from dishboard.model import Evidence

__all__ = ["contact_id", "record_id"]

_SIMULATED = "-simulated"


def contact_id(antenna: str, spacecraft: str, since_at: datetime, evidence: Evidence) -> str:
    """The id of something seen, and of its record: the same as long as the sighting lasts."""
    return record_id(f"seen-{antenna}-{spacecraft}-{since_at:%Y%m%dT%H%M%SZ}", evidence)


def record_id(contact: str, evidence: Evidence | None) -> str:
    """The id of a contact's record; what was simulated has one of its own."""
    return contact + _SIMULATED if evidence is Evidence.SIMULATED else contact
