"""The commands that tell what holds here: path for the database, config for config.toml and what it leaves open."""

import os
import sys

import click

from tracker import config, formats
from tracker.commands import options
from tracker.commands.database import Database
from tracker.printing import look, print_line, table
from tracker.text import shown_line

DEFAULT_THEME = "textual-dark"
"""The theme that Textual opens with where TEXTUAL_THEME names no other."""


@click.command(epilog="Example: tracker path")
@click.pass_obj
def path(database: Database) -> None:
    """Print where the database is, or would be."""
    print_line(shown_line(str(database.path)))


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
    for line in table(("id", "keys", "what it does"), rows, look(sys.stdout)):
        print_line(line)
