"""An address is opened by the person's own browser, apart from this terminal."""

import os
import time
from pathlib import Path

import pytest

from tests import LIMIT_SECONDS
from tracker.address import open_address
from tracker.errors import BadInput

ADDRESS = "https://example.org/a?b=1&c='2'"


@pytest.fixture
def browser(tmp_path: Path) -> Path:
    """A browser that notes what it is called with."""
    program = tmp_path / "browser"
    program.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/new && mv {tmp_path}/new {tmp_path}/called\n'
    )
    program.chmod(0o700)
    return program


def called(folder: Path) -> list[str]:
    limit = time.monotonic() + LIMIT_SECONDS
    while not (folder / "called").exists() and time.monotonic() < limit:
        os.sched_yield()
    return (folder / "called").read_text().splitlines()


@pytest.mark.parametrize(("given", "words"), [("", [ADDRESS]), (" --new '%s' -x", ["--new", ADDRESS, "-x"])])
def test_the_first_browser_gets_the_address_as_one_word(browser: Path, given: str, words: list[str]) -> None:
    name = open_address(ADDRESS, {"BROWSER": f"{browser}{given}{os.pathsep}another"})
    assert (name, called(browser.parent)) == (str(browser), words)


@pytest.mark.parametrize(
    ("browser_set", "address", "told"),
    [
        ("", ADDRESS, "Set BROWSER to the program that opens it. The address is https://example.org/a"),
        ("no-such-browser", ADDRESS, "'no-such-browser' did not start"),
        ("'", ADDRESS, "BROWSER cannot be read"),
        ("true", "file:///etc/passwd", "is not a web address"),
    ],
)
def test_what_does_not_open_is_a_sentence(browser_set: str, address: str, told: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_address(address, {"BROWSER": browser_set})
    assert told in f"{caught.value.sentence} {caught.value.remedy}"
