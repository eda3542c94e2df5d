"""A list written to a file by a command: the same files as the UI writes."""

import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import Run

Shell = Callable[[Path], sqlite3.Connection]


def test_the_end_of_the_name_decides_the_format(run: Run):
    run("note", "water/2", "-m", "Who pays?")
    for name in ("list.md", "list.CSV", "list.json"):
        assert (
            run("export", "report:water", "-o", name) == f"Wrote 2 recommendations to {Path.cwd() / name}\n"
        )
    text = Path("list.md").read_text(encoding="utf-8")
    assert "> States of the region should protect farmers from drought." in text and "Who pays?" in text
    with Path("list.CSV").open(encoding="utf-8", newline="") as file:
        assert [row["reference"] for row in csv.DictReader(file)] == ["1", "2"]
    assert [row["reference"] for row in json.loads(Path("list.json").read_text(encoding="utf-8"))] == [
        "1",
        "2",
    ]


def test_a_query_may_begin_with_a_minus_and_an_option_is_a_word_of_its_own(run: Run):
    run("tag", "water/1", "other")
    assert "Wrote 3 recommendations" in run("export", "-tag:other", "-o", "rest.md")
    assert "Wrote 2 recommendations" in run("export", "-pakistan", "--output=rest.csv")
    assert "Missing option" in run("export", "-other.md", code=2)


def test_a_saved_view_is_exported_and_narrowed_down(run: Run):
    run("views", "save", "dry", "report:water")
    assert "Wrote 1 recommendation to" in run("export", "--view", "dry", "farmers", "-o", "dry.md")


def test_a_file_that_is_there_is_replaced_only_when_told_to(run: Run):
    Path("list.md").write_text("mine", encoding="utf-8")
    assert "There is a file list.md already." in run("export", "-o", "list.md", code=1)
    assert Path("list.md").read_text(encoding="utf-8") == "mine"
    run("export", "-o", "list.md", "--replace")
    assert "Fund the dams" in Path("list.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["list", "list.txt", "none/list.md", "~nobody-at-all/list.md"])
def test_a_name_that_cannot_be_written_is_told_and_nothing_is(run: Run, name: str):
    assert run("export", "-o", name, code=2).startswith("Error: ")
    assert not list(Path.cwd().iterdir())


def test_a_query_at_fault_is_shown_with_its_place(run: Run):
    assert "^^^^" in run("export", "tag:none", "-o", "list.md", code=2)
    assert not list(Path.cwd().iterdir())
