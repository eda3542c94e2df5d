"""Loading reports from seed files: all of them are checked first, then one transaction brings what is new."""

from tracker.seeding.loading import Loaded, load
from tracker.seeding.seed_file import validated
from tracker.seeding.tables import Seed

__all__ = ["Loaded", "Seed", "load", "validated"]
