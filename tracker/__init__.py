"""Tracker follows up the policy recommendations of a report."""
