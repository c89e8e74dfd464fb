"""The plan: contacts made from passes and agreements, without conflicts, the same for every span.

It is Dishboard's own plan, never an agency's schedule; docs/understanding/plan.md has its rules.
"""

from dishboard.plan.contacts import SOURCE
from dishboard.plan.make import (
    PassSource,
    find_shortfalls,
    make_plan,
    passes_to_plan,
    plan_from_passes,
)
from dishboard.plan.shortfall import Shortfall

__all__ = [
    "SOURCE",
    "PassSource",
    "Shortfall",
    "find_shortfalls",
    "make_plan",
    "passes_to_plan",
    "plan_from_passes",
]
