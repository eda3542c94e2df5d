"""What a person sets once in `config.toml`: the analyst's name, theme, mouse and keys."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker import whole_files
from tracker.errors import BadInput, TrackerError
from tracker.names import did_you_mean, nearest
from tracker.text import shown_line

NAMES = ("analyst", "theme", "mouse", "keys")


class Config(NamedTuple):
    """What the file says; None is what it leaves open. `keys` has the keys for the ids of actions."""

    analyst: str | None = None
    theme: str | None = None
    mouse: bool = True
    keys: Mapping[str, str] = MappingProxyType({})


def config_path() -> Path:
    """Return the file in the platform's config folder that a person may write; it need not exist."""
    from platformdirs import user_config_path

    return user_config_path("tracker", appauthor=False) / "config.toml"


def read(path: Path | None = None) -> Config:
    """Return what config.toml says, and nothing set where there is no such file; raise BadInput.

    Whether the ids and names of keys are real is for the UI to say, which knows them.
    """
    path = path or config_path()
    # An ordinary start has no such file: it pays for this look, not for a parser.
    if not path.is_file():
        return Config()
    values = _parsed(path, _text(path))
    for name in values:
        if name not in NAMES:
            remedy = did_you_mean(nearest(name, NAMES, most=1), otherwise=f"There are: {', '.join(NAMES)}.")
            raise BadInput(f"{path}: there is no setting '{shown_line(name)}'.", remedy)
    analyst, theme, mouse = (values.get(name) for name in ("analyst", "theme", "mouse"))
    for name, value in (("analyst", analyst), ("theme", theme)):
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise BadInput(f"{path}: {name} is not a text.", f'Write it in quotes: {name} = "..."')
    if mouse is not None and not isinstance(mouse, bool):
        raise BadInput(f"{path}: mouse is neither true nor false.", "Write: mouse = false")
    return Config(analyst, theme, mouse is not False, _keys(path, values.get("keys", {})))


def _text(path: Path) -> str:
    try:
        # The newlines stay as they are: `remember_theme` writes the other lines back.
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.", "Check who may read it.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not text in UTF-8.", "Save it in UTF-8.") from error


def _parsed(path: Path, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(
            f"{path} cannot be read: {shown_line(str(error))}.",
            'Write texts in quotes, and an id with a dot too: "note.edit" = "E"',
        ) from error


def _keys(path: Path, table: Any, above: str = "") -> dict[str, str]:
    """Return the keys by id; `note.edit = "E"` without quotes is a table in TOML and means the same."""
    if not isinstance(table, dict):
        raise BadInput(f"{path}: keys is not a table.", 'Write: [keys], and below it: status = "s"')
    keys: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            keys |= _keys(path, value, f"{above}{name}.")
        elif isinstance(value, str) and value.strip():
            keys[above + name] = value
        else:
            raise BadInput(
                f"{path}: the key of '{shown_line(above + name)}' is not a text.",
                'Write it in quotes: status = "s"',
            )
    return keys


def remember_theme(theme: str, path: Path | None = None) -> None:
    """Write the theme into config.toml and leave its other lines as they are; raise TrackerError."""
    # Through a link the file that it points to is written: people link it to where they keep such files.
    path = (path or config_path()).resolve()
    before = _text(path) if path.is_file() else ""
    after = _with_theme(before, theme)
    if _parsed(path, after) != _parsed(path, before) | {"theme": theme}:
        raise TrackerError(
            f"The theme could not be written into {path}.", f'Write it there yourself: theme = "{theme}"'
        )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        whole_files.write(path, after.encode(), mode=mode)
    except OSError as error:
        raise TrackerError(
            f"The theme is not remembered: {path} cannot be written ({error.strerror}).",
            "It stays until you quit.",
        ) from error


def _with_theme(text: str, theme: str) -> str:
    """Return the text with that theme: in place of the line that names one, else as its first line."""
    lines = text.splitlines(keepends=True)
    line = f'theme = "{theme}"'
    for number, old in enumerate(lines):
        if old.lstrip().startswith("["):
            break
        if re.match(r"\s*theme\s*=", old):
            ending = old[len(old.rstrip("\r\n")) :]
            comment = re.search(r"""=\s*(?:"[^"]*"|'[^']*')(\s*#.*?)\s*$""", old)
            lines[number] = line + (comment[1] if comment else "") + ending
            return "".join(lines)
    return "".join([line + "\n", *lines])
