"""Reading TOML, and writing as much of it as seed files need (toml.io/en/v1.0.0)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tracker.errors import BadInput
from tracker.text import brief, is_dangerous, is_safe

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n"}


def read(raw: bytes) -> dict[str, Any]:
    """Return what a file in UTF-8 holds; raises BadInput, whose sentence goes on after the file's name."""
    import tomli

    try:
        text = raw.decode("utf-8")
        del raw  # A large file is not to be in memory twice while it is parsed.
        return tomli.loads(text)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"is not UTF-8: byte {error.start} (counted from 0) is 0x{error.object[error.start]:02x}"
        ) from error
    except RecursionError as error:
        raise BadInput("is nested too deeply") from error
    except tomli.TOMLDecodeError as error:
        raise BadInput(f"is not TOML: {brief(str(error), 160)}") from error
    except ValueError as error:  # int() reads no more than some thousand digits
        raise BadInput("holds a number of too many digits") from error


def table(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Yield a table as lines, without the keys that have no value or an empty list: `[report]`, `[[recommendation]]`.

    A list of tables goes below it, each as `[[recommendation.mention]]`. `name` has the brackets.
    """
    yield name
    inner = []
    for key, value in values.items():
        if isinstance(value, Sequence) and value and isinstance(value[0], Mapping):
            inner.append((key, value))
        elif value not in (None, (), []):
            yield f"{key} = {_value(value)}"
    for key, tables in inner:
        for each in tables:
            yield ""
            yield from table(f"[[{name.strip('[]')}.{key}]]", each)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    return f"[{', '.join(map(_value, value))}]"


def quoted(text: str) -> str:
    """Return a string in quotes; one with line breaks stands as it reads, its first line below the quotes."""
    escaped = text if is_safe(text) and not set(text) & _ESCAPES.keys() else "".join(map(_escaped, text))
    if "\n" not in text:
        return f'"{escaped}"'
    return '"""\n' + escaped.replace("\\n", "\n") + '"""'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if not is_dangerous(character):
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
