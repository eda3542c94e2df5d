"""Print every figure beside its yardstick: `uv run python -m tests.benchmarks`, with `--quick` on small databases."""

import argparse
import os
import platform
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import commands, data, databases, follow_up, screen, tables
from tests.benchmarks.figures import HEAD, Figure

PARTS = (
    "screen",
    "calm",
    "keys",
    "load",
    "seeds",
    "import",
    "search",
    "facets",
    "edits",
    "followup",
    "list",
    "start",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="some of the figures (default: all)")
    parser.add_argument(
        "--quick", action="store_true", help="2,000 recommendations, few runs: that it works at all"
    )
    parser.add_argument("--runs", type=int, help="runs of each (default: 11, with --quick 2)")
    parser.add_argument(
        "--folder", type=Path, help="where the databases are kept from run to run (default: nowhere)"
    )
    arguments = parser.parse_args()
    count = 2_000 if arguments.quick else 250_000
    runs = arguments.runs or (2 if arguments.quick else 11)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"SQLite {sqlite3.sqlite_version}; medians of {runs}\n\n{HEAD}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for figure in figures(folder, count, runs, arguments.parts or PARTS):
            print(figure.row(), flush=True)


def figures(folder: Path, count: int, runs: int, parts: tuple[str, ...]) -> Iterator[Figure]:
    """Yield the figures of these parts; databases that are in the folder already are used again."""
    small, large = folder / "8.db", folder / f"{count}.db"
    if not small.exists():
        databases.bundled(small)
    if not large.exists():
        databases.made(large, count)
    if "screen" in parts:
        yield from screen.paint_figures(small, large, count, runs)
    if "calm" in parts:
        spread = min(count, 41_066)
        several = folder / f"{spread}-of-many.db"
        if not several.exists():
            databases.of_many_reports(several, spread)
        yield from screen.calm_figures({"8": (small, 1.5), f"{spread:,} of many reports": (several, 2)}, runs)
    if "keys" in parts:
        yield from screen.key_figures({"8": small, f"{count:,}": large}, runs)
    if "load" in parts:
        # Half a minute each at 250,000: the spread is small beside the bound.
        yield data.load_figure(folder, count, min(runs, 5))
    if "seeds" in parts:
        yield from data.seeds_figures(folder, min(count, 41_066), min(runs, 5))
    if "import" in parts:
        yield from tables.figures(folder, min(count, 41_066), min(runs, 5))
    if "search" in parts:
        yield from data.search_figures(large, count, runs)
    if "facets" in parts:
        yield data.facet_figure(large, count, runs)
    if "edits" in parts:
        yield from data.edit_figures(large, count, runs)
    if "followup" in parts:
        yield from follow_up.figures(large, count, runs)
    if "list" in parts:
        found = data.list_figure(large, count, min(runs, 5))
        if found is not None:
            yield found
    if "start" in parts:
        yield from commands.start_figures(small, runs)


if __name__ == "__main__":
    main()
