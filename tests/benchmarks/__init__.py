"""Measurements that anyone can run: each figure beside its yardstick in the same run, medians of several."""
