"""The terminal UI: the only part of Tracker that knows Textual."""
