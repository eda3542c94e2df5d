"""In and out: the tables that other trackers and offices keep, and the maps that say what their columns are."""
