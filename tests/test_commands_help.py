"""Every command explains itself with an example, and the examples are lines that the program takes."""

import re
import shlex
from collections.abc import Iterator
from importlib.metadata import version

import click
import pytest

from tracker.__main__ import main
from tracker.cli import root


def commands() -> Iterator[tuple[str, ...]]:
    """Every command line up to its own arguments, groups too."""
    context = click.Context(root)
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        assert command is not None
        if not command.hidden:
            yield (name,)
            yield from ((name, inner) for inner in getattr(command, "commands", {}))


def help_of(*command: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    printed = capsys.readouterr()
    assert not left.value.code and not printed.err
    return printed.out


def test_the_commands_are_those_of_the_handbook():
    assert {" ".join(command) for command in commands()} == {
        "load", "import", "list", "show", "note", "notes", "notes edit", "notes delete", "tag", "untag", "tags",
        "tags rename", "tags merge", "tags describe", "tags recolour", "tags move", "tags delete",
        "views", "views save",
        "views delete", "actors", "actors rename", "actors merge", "actors kind", "actors alias", "actors add",
        "title", "mention", "unmention", "status",
        "undo", "redo", "history", "config", "path", "sql", "export", "brief", "schema",
        "respond", "progress", "due", "assign", "today", "statements", "statements edit", "statements delete",
        "sources", "sources add", "sources edit", "sources delete",
        "check", "backup", "restore", "serve", "completion", "source-file", "draft",
    }  # fmt: skip


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_has_help_with_one_example_of_itself(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
):
    printed = help_of(*command, capsys=capsys)
    (example,) = re.findall(r"^  Example: (tracker .*)$", printed, re.MULTILINE)
    words = shlex.split(example.split("|")[0])
    assert words[1] == command[0]
    assert list(command) == words[1 : 1 + len(command)]
    assert "\x1b" not in printed


@pytest.mark.parametrize(
    "command",
    [
        c
        for c in commands()
        if c[0]
        in (
            "list",
            "show",
            "notes",
            "tags",
            "views",
            "actors",
            "history",
            "check",
            "today",
            "statements",
            "sources",
        )
    ],
)
def test_everything_that_reads_can_print_json(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]):
    assert ("--json" in help_of(*command, capsys=capsys)) == (len(command) == 1)


def test_the_help_of_all_names_every_command_and_the_exit_codes(capsys: pytest.CaptureFixture[str]):
    printed = help_of(capsys=capsys)
    for command in commands():
        assert re.search(rf"^  {command[0]}  ", printed, re.MULTILINE)
    assert "..." not in printed.partition("\nRead:\n")[2], "no summary is too long for a line"
    assert "ends with 0; with 1" in printed and "--db" in printed and "--analyst" in printed


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"tracker {version('tracker')}\n"


def test_a_command_misspelt_is_answered_with_the_nearest_one(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as left:
        main(["lits"])
    assert left.value.code == 2
    assert "'list'" in capsys.readouterr().err


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_has_its_help_by_the_short_option_too(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit) as left:
        main([*command, "-h"])
    printed = capsys.readouterr()
    assert not left.value.code and printed.out == help_of(*command, capsys=capsys)


@pytest.mark.parametrize(
    "line", [["\x1b[31mlist"], ["list", "--\x1b]0;x\x07"], ["history", "--limit", "\x9b2J"]]
)
def test_a_line_at_fault_is_echoed_without_what_a_terminal_acts_on(
    line: list[str], capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit) as left:
        main(line)
    assert left.value.code == 2
    printed = capsys.readouterr().err
    assert "Error: " in printed and not set(printed) & set("\x1b\x07\x9b")
