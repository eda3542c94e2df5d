"""The command config: what config.toml says, and what holds where it says nothing."""

import os
import sys
from typing import Annotated

import typer

from tracker import config, formats, printing
from tracker.commands.options import Json
from tracker.commands.workplace import workplace
from tracker.text import shown_line

DEFAULT_THEME = "textual-dark"
"""The theme that Textual opens with where TEXTUAL_THEME names no other."""


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command("config", epilog="Example: tracker config --keys")(show_config)


def show_config(
    context: typer.Context,
    keys: Annotated[
        bool,
        typer.Option("--keys", help="List instead what can be given another key: id, keys, what it does."),
    ] = False,
    json: Json = False,
) -> None:
    """Print where config.toml is and what holds now.

    The lines printed are such as the file may have: analyst, theme, mouse, and below [keys] another key for the
    id of what it does, as in status = "b". An id with a dot goes in quotes: "note.edit" = "E".
    """
    if keys:
        _out_actions(json)
        return
    path = config.config_path()
    said = config.read(path)
    name, theme = workplace(context).name, said.theme or os.environ.get("TEXTUAL_THEME") or DEFAULT_THEME
    if json:
        values = {
            "path": str(path),
            "analyst": name,
            "theme": theme,
            "mouse": said.mouse,
            "keys": dict(said.keys),
        }
        printing.out(formats.json_text(values, ascii_only=True))
        return
    printing.out(shown_line(f"# {path}{'' if path.is_file() else ' (not there yet)'}"))
    for setting, value in (("analyst", name), ("theme", theme), ("mouse", said.mouse)):
        printing.out(f"{setting} = {formats.json_text(value)}")
    if said.keys:
        printing.out("[keys]")
        for action, key in said.keys.items():
            printing.out(f"{formats.json_text(action)} = {formats.json_text(key)}")


def _out_actions(json: bool) -> None:
    from tracker.ui.app import TrackerApp
    from tracker.ui.keymap import actions

    found = actions(TrackerApp)
    if json:
        formats.out_json({"id": action.id, "keys": action.keys, "does": action.does} for action in found)
        return
    rows = ((action.id, action.keys, action.does) for action in found)
    for line in printing.table(("id", "keys", "what it does"), rows, printing.look(sys.stdout)):
        printing.out(line)
