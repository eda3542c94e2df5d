"""Faults that are really done, by programs of their own: killed processes, several writers, full disks."""
