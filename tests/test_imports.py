"""Who imports whom: the first paint waits for no ORM, and no floor reaches up."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests import LIMIT_SECONDS

TRACKER = Path(__file__).parents[1] / "tracker"
HEAVY = ("sqlalchemy", "sqlmodel", "pydantic", "alembic", "click", "xlsxwriter")


def imported_by(code: str) -> set[str]:
    """Return the top-level packages that are imported after this code ran in a process of its own."""
    told = "import sys; sys.stderr.write(' '.join({name.partition('.')[0] for name in sys.modules}))"
    process = subprocess.run(
        [sys.executable, "-c", f"{code}\n{told}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_SECONDS,
    )
    assert process.returncode == 0, process.stderr
    return set(process.stderr.split())


@cache
def modules(folder: str = "") -> list[Path]:
    return sorted((TRACKER / folder).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Return the modules that a file imports, wherever in it the import stands, but not for the types alone."""
    found: list[str] = []
    waiting: list[ast.AST] = [parsed(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            found.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.extend(f"{node.module}.{alias.name}" for alias in node.names)
        waiting.extend(ast.iter_child_nodes(node))
    return tuple(found)


def test_the_first_paint_waits_for_no_orm_and_no_command():
    assert not imported_by("import tracker.ui.app") & set(HEAVY)


def test_the_way_to_the_ui_on_a_database_that_is_there_imports_nothing_heavy(seeded: Path):
    code = f"""
import sys, types
app = types.ModuleType("tracker.ui.app")
app.run = lambda path, analyst, connection: None
sys.modules["tracker.ui.app"] = app
sys.stdin.isatty = sys.stdout.isatty = lambda: True
from tracker.__main__ import main
main(["--db", {str(seeded)!r}, "--analyst=amy"])
"""
    assert not imported_by(code) & {*HEAVY, "textual", "rich"}


COMMANDS = [
    ["--help"],
    ["status", "--help"],
    ["path"],
    ["list"],
    ["frob"],
    ["status", "water/1", "reviewed"],
    ["tag", "water/1", "aid"],
    ["note", "water/1", "-m", "Words"],
    ["respond", "water/1", "noted", "--source", "Letter"],
    ["due", "water/1", "2027-03-01"],
    ["today"],
    ["history"],
    ["undo", "1"],
]


@pytest.mark.parametrize("on_terminal", [False, True])
def test_a_command_needs_neither_orm_nor_ui(seeded: Path, on_terminal: bool):
    """One after the other in a process: what none of all brought in, each does without."""
    code = f"""
import os, sys
sys.stdout.isatty = lambda: {on_terminal}
os.environ["TRACKER_DB"] = {str(seeded)!r}
sys.stderr = open(os.devnull, "w")
from tracker.__main__ import main
for line in {COMMANDS!r}:
    try:
        main(line)
    except SystemExit:
        pass
    heavy = set(sys.modules) & {{"sqlalchemy", "sqlmodel", "pydantic", "alembic", "textual", "rich"}}
    assert not heavy, print(line, heavy, file=sys.__stderr__)
sys.stderr = sys.__stderr__
"""
    assert "click" in imported_by(code)


@cache
def floors() -> dict[str, int]:
    """Return the floor of each module or folder as CONTRIBUTING.md has them, the highest 0."""
    text = (TRACKER.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| floor |")[2].partition("\n\n")[0].splitlines()[2:]
    return {
        name.rstrip("/"): floor
        for floor, line in enumerate(table)
        for name in re.findall(r"`(\w+/?)`", line.split("|")[1])
    }


def named(path: Path) -> str:
    return str(path.relative_to(TRACKER))


@pytest.mark.parametrize("path", modules(), ids=named)
def test_every_import_points_to_the_same_floor_or_down(path: Path):
    known = floors()
    if path == TRACKER / "__init__.py":
        return
    here = known[path.relative_to(TRACKER).parts[0].removesuffix(".py")]
    for module in imports(path):
        package, _, rest = module.partition(".")
        if package == "tracker" and (name := rest.partition(".")[0]) in known:
            assert known[name] >= here, module


def test_no_modules_import_one_another_in_a_circle():
    known = {module_name(path) for path in modules()}
    graph = {module_name(path): {*modules_named(path, known)} - {module_name(path)} for path in modules()}
    # What imports nothing of what is left, or is imported by nothing, is taken away again and again: circles stay.
    while ends := {n for n in graph if not graph[n] & graph.keys() or n not in set().union(*graph.values())}:
        graph = {name: imported for name, imported in graph.items() if name not in ends}
    assert not graph, {name: sorted(imported & graph.keys()) for name, imported in graph.items()}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(TRACKER.parent).with_suffix("").parts).removesuffix(".__init__")


def modules_named(path: Path, known: set[str]) -> Iterator[str]:
    """Yield the known modules that a file imports anywhere in it, for the types alone too."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in known else str(node.module)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=named)
def test_nothing_outside_the_ui_imports_textual_or_the_ui(path: Path):
    if path.is_relative_to(TRACKER / "ui"):
        return
    allowed = {
        TRACKER / "__main__.py": {"tracker.ui.app.run"},
        # What has a key is known where the keys are bound.
        TRACKER / "commands" / "configuration.py": {"tracker.ui.keymap.actions", "tracker.ui.app.TrackerApp"},
        # On a terminal a draft is reviewed, and then the desk opens.
        TRACKER / "commands" / "draft.py": {"tracker.ui.draft_app", "tracker.ui.app.run"},
        # Its script and its font, which lie beside it: it imports nothing.
        TRACKER / "serving" / "server.py": {"textual_serve"},
    }
    assert not {m for m in imports(path) if m.startswith(("textual", "tracker.ui"))} - allowed.get(
        path, set()
    )


@pytest.mark.parametrize("path", modules("ui/screens"), ids=named)
def test_no_screen_speaks_to_the_database(path: Path):
    reached = ("sqlite3", "sqlalchemy", "sqlmodel", "tracker.database")
    assert not [module for module in imports(path) if module.startswith(reached)]
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.match(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|PRAGMA)\b", node.value)


@pytest.mark.parametrize("path", modules("database"), ids=named)
def test_no_database_code_knows_the_commands_or_the_ui(path: Path):
    reached = ("click", "textual", "tracker.ui", "tracker.commands", "tracker.cli", "tracker.printing")
    assert not [module for module in imports(path) if module.startswith(reached)]


@pytest.mark.parametrize("path", modules(), ids=named)
def test_only_the_upgrade_imports_alembic(path: Path):
    assert path.name == "upgrade.py" or not [m for m in imports(path) if m.startswith("alembic")]
