"""What the person at the terminal waits for: the first paint, its memory, and the answer to a key."""

import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.terminal import Terminal

BARE = ([sys.executable, "-m", "tests.benchmarks.bare_app"], b"bare app ready")
QUIET_SECONDS = 1.5
"""After how long without a drawing a start is over."""
KEYS = {"move": b"j", "page": b"\x1b[6~", "end": b"G"}


def tracker(path: Path) -> tuple[list[str], bytes]:
    """Return the command that opens the UI and what its list shows."""
    return [sys.executable, "-m", "tracker", "--db", str(path)], b"Unreviewed"


def first_paints(commands: dict[str, tuple[list[str], bytes]], runs: int) -> dict[str, tuple[float, float]]:
    """Return the median milliseconds to the first paint and MiB of peak memory then, all started in turn."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    order = list(commands.items())
    for run in range(runs + 1):
        # Another one first each time: what just ended slows what comes next a little.
        order.append(order.pop(0))
        for name, (command, marker) in order:
            with Terminal(command) as terminal:
                seconds = terminal.wait_for(marker)
                memory = terminal.peak_memory() / 2**20
            # The first run writes the bytecode and warms the disk's cache.
            if run:
                taken[name].append((seconds * 1000, memory))
    return {
        name: (statistics.median(t for t, _ in values), statistics.median(m for _, m in values))
        for name, values in taken.items()
    }


def paint_figures(small: Path, large: Path, count: int, runs: int) -> Iterator[Figure]:
    """Yield first paint and memory."""
    found = first_paints({"bare": BARE, "small": tracker(small), "large": tracker(large)}, runs)
    bare, bare_memory = found["bare"]
    yield Figure("first paint with the list, 8", found["small"][0], bare, 1.25)
    yield Figure(f"first paint with the list, {count:,}", found["large"][0], bare, 1.25)
    yield Figure(f"first paint, {count:,} beside 8", found["large"][0], found["small"][0], 1.15)
    yield Figure(f"memory at first paint, {count:,}", found["large"][1], bare_memory, 1.3, "MiB")


def calm_figures(paths: dict[str, tuple[Path, float]], runs: int) -> Iterator[Figure]:
    """Yield the time to the last that a start draws, facets counted and detail shown; each path with its bound."""
    commands = {"bare": BARE[0]} | {label: tracker(path)[0] for label, (path, _) in paths.items()}
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            with Terminal(command, columns=160, rows=45) as terminal:
                seconds = terminal.last_drawn(QUIET_SECONDS)
            if run:
                taken[name].append(seconds * 1000)
    bare = statistics.median(taken["bare"])
    for label, (_, bound) in paths.items():
        yield Figure(
            f"calm screen with facets and detail, {label}", statistics.median(taken[label]), bare, bound
        )


def key_figures(paths: dict[str, Path], presses: int) -> Iterator[Figure]:
    """Yield the time from a key press to the first answer on screen."""
    command, marker = BARE
    with Terminal(command) as terminal:
        terminal.wait_for(marker)
        bare = _answers(terminal, b"j", presses)
    for label, path in paths.items():
        command, marker = tracker(path)
        with Terminal(command) as terminal:
            terminal.wait_for(marker)
            # The ORM is imported and the ids are read shortly after the first paint; they are not the key's cost.
            terminal.settle(2.5)
            for name, key in KEYS.items():
                # Each press must change something: back to the top in between.
                yield Figure(
                    f"key press, {name}, {label}", _answers(terminal, key, presses, back=b"g"), bare, 2.5
                )


def _answers(terminal: Terminal, key: bytes, presses: int, back: bytes = b"") -> float:
    taken = []
    for _ in range(presses):
        if back:
            terminal.press(back)
            terminal.settle(0.1)
        start = time.perf_counter()
        terminal.press(key)
        terminal.wait_for_more()
        taken.append((time.perf_counter() - start) * 1000)
        terminal.settle(0.05)
    return statistics.median(taken)
