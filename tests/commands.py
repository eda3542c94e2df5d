"""Command lines in tests: run in this process, they end as a person would see them end."""

from collections.abc import Callable

import pytest

from tracker.__main__ import main

Run = Callable[..., str]
"""Runs a command line and returns what it printed; `code` is what it must end with."""


def both_streams(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command line and returns what it wrote to standard error, and then to standard output."""
    return lambda *arguments, code=0: "".join(reversed(ended(capsys, arguments, code)))


def one_stream(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return the same for standard output; for standard error, to which nothing else writes, where it fails."""

    def run(*arguments: str, code: int = 0) -> str:
        out, err = ended(capsys, arguments, code)
        assert bool(err) == bool(code), err
        return err if code else out

    return run


def ended(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int) -> tuple[str, str]:
    """Run it, and return what it wrote to standard output and to standard error."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    printed = capsys.readouterr()
    assert (left.value.code or 0) == code, printed
    assert "Traceback" not in printed.err
    return printed.out, printed.err
