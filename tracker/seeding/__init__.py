"""Loading reports: all of them are checked first, then one transaction brings what is new."""

from tracker.seeding.loading import Loaded, load, load_reports
from tracker.seeding.tables import Seed

__all__ = ["Loaded", "Seed", "load", "load_reports"]
