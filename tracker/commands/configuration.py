"""The commands that tell what holds here: path for the database, source-file for a report's own text, config."""

import os
import sys
from pathlib import Path

import click

from tracker import config, formats, sources
from tracker.commands import options
from tracker.commands.database import Database
from tracker.errors import BadInput
from tracker.printing import look, print_line, print_lines, table
from tracker.text import shown_line

DEFAULT_THEME = "textual-dark"
"""The theme that Textual opens with where TEXTUAL_THEME names no other."""


@click.command(epilog="Example: tracker path")
@click.pass_obj
def path(database: Database) -> None:
    """Print where the database is, or would be."""
    print_line(shown_line(str(database.path)))


@click.command("source-file", epilog="Example: tracker source-file ~/reports/full-report.txt")
@click.argument(
    "source", metavar="FILE", type=click.Path(path_type=Path), help="The file of a report or a source."
)
@click.pass_obj
def source_file(database: Database, source: Path) -> None:
    """Say once where the file of a report or a source is.

    L in the UI then shows it, and what is quoted from it is proven there. The file is known by its SHA-256, which the
    load or the source recorded; nothing of it is stored in the database. One that lies beside the database under its
    own name need not be named.
    """
    digest = sources.digest(source)
    with database.reading() as connection:
        rows = connection.execute(
            "SELECT slug FROM report WHERE source_sha256 = ?1"
            " UNION SELECT name FROM source WHERE sha256 = ?1 ORDER BY 1",
            (digest,),
        )
        named = [shown_line(name) for (name,) in rows]
    if not named:
        raise BadInput(
            f"No report was taken from {shown_line(source.name)}, SHA-256 {digest}, and nothing is quoted from it.",
            "SELECT slug, source_file, source_sha256 FROM report shows what they are taken from, and tracker sources "
            "what is quoted.",
        )
    sources.remember(source, digest)
    print_line(f"{shown_line(source.name)} is the source of {', '.join(named)}: L in the UI shows it.")


@click.command("config", epilog="Example: tracker config --keys")
@click.option(
    "--keys", is_flag=True, help="List instead what can be given another key: id, keys, what it does."
)
@options.as_json
@click.pass_obj
def show_config(database: Database, keys: bool, as_json: bool) -> None:
    """Print where config.toml is and what holds now.

    The lines printed are such as the file may have: analyst, theme, mouse, and below [keys] another key for the
    id of what it does, as in status = "b". An id with a dot goes in quotes: "note.edit" = "E".
    """
    if keys:
        _print_actions(as_json)
        return
    config_path = config.config_path()
    set_there = config.read(config_path)
    theme = set_there.theme or os.environ.get("TEXTUAL_THEME") or DEFAULT_THEME
    analyst = database.analyst
    if as_json:
        values = {
            "path": str(config_path),
            "analyst": analyst,
            "theme": theme,
            "mouse": set_there.mouse,
            "keys": dict(set_there.keys),
        }
        print_line(formats.json_text(values, ascii_only=True))
        return
    print_line(shown_line(f"# {config_path}{'' if config_path.is_file() else ' (not there yet)'}"))
    for setting, value in (("analyst", analyst), ("theme", theme), ("mouse", set_there.mouse)):
        print_line(f"{setting} = {formats.json_text(value)}")
    if set_there.keys:
        print_line("[keys]")
        for action, key in set_there.keys.items():
            print_line(f"{formats.json_text(action)} = {formats.json_text(key)}")


def _print_actions(as_json: bool) -> None:
    from tracker.ui.app import TrackerApp
    from tracker.ui.keymap import actions

    found = actions(TrackerApp)
    if as_json:
        formats.print_json({"id": action.id, "keys": action.keys, "does": action.does} for action in found)
        return
    rows = ((action.id, action.keys, action.does) for action in found)
    print_lines(table(("id", "keys", "what it does"), rows, look(sys.stdout)))
