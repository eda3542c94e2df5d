"""What a command costs as a whole process, beside a Python that imports what each needs and ends."""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests import LIMIT_SECONDS
from tests.benchmarks.figures import Figure

FLOOR = ("-c", "import argparse, sqlite3, json")
AT_MOST = 4
COMMANDS = (
    ("list",),
    ("show", "1"),
    ("history",),
    ("tags",),
    ("status", "1", "in_review", "-m", "{run}"),
    ("tag", "1", "aid", "{run}"),
    ("note", "1", "-m", "{run}"),
    ("respond", "1", "noted", "-m", "{run}"),
    ("due", "1", "+{run}w"),
    ("today",),
    ("undo",),
    ("complete", "zsh", "--", "tag", "1", "a"),
)
"""What reads and what edits; `{run}` is another word in each run, so that each run has something to do."""


def start_figures(bundled: Path, runs: int) -> Iterator[Figure]:
    """Yield each command on the bundled report beside the floor, by the clock and in processor time, bytecode ready."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(bundled, folder))
        environment = dict(os.environ, PYTHONPYCACHEPREFIX=f"{folder}/bytecode", TRACKER_ANALYST="benchmark")
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        lines = [FLOOR, *(("-m", "tracker", "--db", str(path), *command) for command in COMMANDS)]
        taken: list[list[tuple[float, float]]] = [[] for _ in lines]
        for run in range(runs + 1):
            for line, times in zip(lines, taken, strict=True):
                cost = _cost([word.format(run=run) for word in line], environment)
                # The first round writes the bytecode.
                if run:
                    times.append(cost)
    floor, *ours = [[statistics.median(part) for part in zip(*times, strict=True)] for times in taken]
    for command, medians in zip(COMMANDS, ours, strict=True):
        for what, mine, yardstick in zip(("processor time", "by the clock"), medians, floor, strict=True):
            yield Figure(f"tracker {command[0]}, whole process, {what}", mine, yardstick, AT_MOST)


def _cost(arguments: Sequence[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return the milliseconds of processor time and by the clock of a Python with these arguments."""
    start = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=LIMIT_SECONDS,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return spent * 1000, (time.perf_counter() - start) * 1000
