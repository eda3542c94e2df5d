"""How long until the list is on screen, beside a bare Textual app (`python -m tests.benchmarks.first_paint`)."""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.terminal import Terminal

BARE = [sys.executable, "-m", "tests.benchmarks.bare_app"]


def medians(commands: dict[str, tuple[list[str], bytes]], runs: int) -> dict[str, float]:
    """Return the median seconds to the first paint of each command, all started in turn."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, (command, marker) in commands.items():
            with Terminal(command) as terminal:
                seconds = terminal.wait_for(marker)
            # The first run writes the bytecode and warms the disk's cache.
            if run:
                times[name].append(seconds)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--db", help="an existing database (default: a new one with the bundled report)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(arguments.db) if arguments.db else _seeded(Path(folder) / "tracker.db")
        found = medians(
            {
                "bare Textual app": (BARE, b"bare app ready"),
                "tracker": ([sys.executable, "-m", "tracker", "--db", str(path)], b"Unreviewed"),
            },
            arguments.runs,
        )
    bare, ours = found["bare Textual app"], found["tracker"]
    print(f"bare Textual app {bare * 1000:.0f} ms, tracker {ours * 1000:.0f} ms, ratio {ours / bare:.2f} (of 1.25)")


def _seeded(path: Path) -> Path:
    from tracker.database import session, upgrade
    from tracker.seeding import load

    upgrade.ensure(path)
    engine = session.engine_for(path)
    load(engine, None, analyst="benchmark")
    engine.dispose()
    return path


if __name__ == "__main__":
    main()
