"""A figure of a benchmark: ours beside its yardstick, medians of several, and what it may be at most."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Two medians in one unit and the bound on their ratio."""

    what: str
    ours: float
    yardstick: float
    at_most: float
    unit: str = "ms"
    limit: float | None = None
    """A bound on our figure itself."""

    @property
    def ratio(self) -> float:
        return self.ours / self.yardstick

    @property
    def holds(self) -> bool:
        return self.ratio <= self.at_most and (self.limit is None or self.ours <= self.limit)

    def row(self) -> str:
        """Return the figure as a row of a Markdown table."""
        bound = f"{self.at_most:g} x" + (f", {self.limit:g} {self.unit}" if self.limit else "")
        verdict = "" if self.holds else " **missed**"
        return (
            f"| {self.what} | {self.ours:,.1f} {self.unit} | {self.yardstick:,.1f} {self.unit} "
            f"| {self.ratio:.2f} | {bound}{verdict} |"
        )


HEAD = "| what | tracker | yardstick | ratio | at most |\n|---|---|---|---|---|"


def in_turn(runs: int, *calls: Callable[[], object]) -> list[float]:
    """Return the median milliseconds of each call, all called in turn, after one round that does not count."""
    times: list[list[float]] = [[] for _ in calls]
    for run in range(runs + 1):
        for call, taken in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            if run:
                taken.append((time.perf_counter() - start) * 1000)
    return [statistics.median(taken) for taken in times]
