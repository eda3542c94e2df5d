"""The SQLite file: where it is, what is in it, and the rules it keeps for every program that writes."""
