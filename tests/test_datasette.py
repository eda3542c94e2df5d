"""Datasette, started on a file with the metadata that `tracker schema --datasette` prints, shows what people know."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from tests import LIMIT_SECONDS
from tests.sample_work import work
from tracker.__main__ import main
from tracker.questions import QUESTIONS
from tracker.schema_document import FACETS, HIDDEN, LABELS


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("datasette") / "office.db"
    work(path)
    return path


def metadata_of(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    with contextlib.suppress(SystemExit):
        main(["--db", str(path), "schema", "--datasette"])
    return json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def address(worked: Path) -> Iterator[str]:
    """Where a Datasette of this test's own answers."""
    metadata = worked.with_name("metadata.json")
    command = [sys.executable, "-m", "tracker", "--db", str(worked), "schema", "--datasette"]
    described = subprocess.run(command, check=True, capture_output=True, timeout=LIMIT_SECONDS)
    metadata.write_bytes(described.stdout)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", str(worked), "-m", str(metadata)]
    options = ["--host", "127.0.0.1", "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATASETTE")}
    log = worked.with_name("datasette.log")
    with log.open("wb") as output:
        process = subprocess.Popen([*command, *options], stdout=output, stderr=output, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + LIMIT_SECONDS
        while not answers(address):
            assert process.poll() is None and time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        yield f"{address}/office"
    finally:
        process.terminate()
        process.wait(LIMIT_SECONDS)


def answers(address: str) -> bool:
    try:
        return bool(page(f"{address}/-/versions.json"))
    except URLError:
        return False


def page(address: str) -> str:
    # Not through a proxy that the environment may name: it is this machine.
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=10) as answer:
        return str(answer.read().decode())


def fetched(address: str) -> Any:
    return json.loads(page(address))


def test_the_metadata_goes_by_the_name_that_datasette_gives_the_file(
    worked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(metadata_of(worked, capsys)["databases"]) == ["office"]


def test_every_column_that_the_metadata_names_is_there(
    worked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = metadata_of(worked, capsys)["databases"]["office"]["tables"]
    for name, columns in {**FACETS, **{table: (column,) for table, column in LABELS.items()}}.items():
        assert set(columns) <= set(tables[name]["columns"]), name
        assert set(columns) <= set(tables[name]["sortable_columns"]), name


def test_the_start_page_hides_what_no_reader_looks_for(address: str) -> None:
    tables = fetched(f"{address}.json")["tables"]
    hidden = {table["name"] for table in tables if table["hidden"]}
    assert {*HIDDEN, "note_search_data", "recommendation_search_idx"} <= hidden
    assert not hidden & {"recommendation", "note", "data_dictionary"}


def test_a_recommendation_shows_names_in_place_of_codes_and_numbers(address: str) -> None:
    row = fetched(f"{address}/recommendation.json?_shape=objects&_labels=on&reference=3")["rows"][0]
    assert row["report_id"] == {"value": 1, "label": "isis-leadership-struggle"}
    assert row["review_status"] == {"value": "needs_follow_up", "label": "Needs follow-up"}
    assert ">Needs follow-up</a>" in page(f"{address}/recommendation")


def test_the_page_of_a_table_tells_what_it_and_its_columns_hold(address: str) -> None:
    shown = page(f"{address}/recommendation_overview")
    assert "A recommendation with its review status, tags" in shown
    assert (
        "What the report prints, verbatim, its errors included; U+000A where it begins a new line." in shown
    )


@pytest.mark.parametrize("name", sorted(FACETS))
def test_the_facets_count_what_is_there(address: str, name: str) -> None:
    found = fetched(f"{address}/{name}.json")["facet_results"]
    assert set(found) == set(FACETS[name])


def test_a_facet_of_a_view_counts_its_rows(address: str) -> None:
    found = fetched(f"{address}/recommendation_overview.json")["facet_results"]["review_status"]["results"]
    assert {each["value"]: each["count"] for each in found} == {
        "unreviewed": 5,
        "needs_follow_up": 1,
        "reviewed": 1,
        "in_review": 1,
    }


def test_a_view_can_be_sorted(address: str) -> None:
    rows = fetched(f"{address}/recommendation_overview.json?_sort_desc=note_count&_shape=objects")["rows"]
    assert rows[0]["note_count"] > rows[-1]["note_count"]


@pytest.mark.parametrize(("table", "words", "count"), [("recommendation", "drone", 1), ("note", "drone", 1)])
def test_the_search_box_searches(address: str, table: str, words: str, count: int) -> None:
    assert fetched(f"{address}/{table}.json?_search={words}")["filtered_table_rows_count"] == count


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_canned_query_answers(address: str, question: Any) -> None:
    answer = fetched(f"{address}/{question.name}.json?_shape=objects")
    assert (answer.get("error"), bool(answer["rows"])) == (None, True)


def test_the_eight_questions_stand_on_the_page_of_the_file(address: str) -> None:
    shown = page(address)
    links = re.findall(r'href="/office/(\w+)" title="([^"]*)"', shown)
    assert len(QUESTIONS) == 8
    assert {each.name for each in QUESTIONS} <= {name for name, _ in links}
