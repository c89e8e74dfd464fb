"""What is wrong here, and what to do. It asks no public source."""

from dishboard.doctor.finding import Finding, Health
from dishboard.doctor.visit import visit

__all__ = ["Finding", "Health", "visit"]
