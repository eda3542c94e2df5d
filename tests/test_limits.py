"""Every wait of a test has an end: for another program or a thread it says how long."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent


def waits(path: Path) -> Iterator[ast.Call]:
    """Yield the calls in a file that wait for a process or a thread; what is awaited ends with its test."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    awaited = {node.value for node in nodes if isinstance(node, ast.Await)}
    awaited |= {call.args[0] for call in awaited if isinstance(call, ast.Call) and call.args}
    for node in nodes:
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name("subprocess"), attr="run" | "call" | "check_output")
            ):
                yield node
            case ast.Call(func=ast.Attribute(attr="communicate")):
                yield node
            case ast.Call(func=ast.Attribute(attr="wait" | "join"), args=[]) if node not in awaited:
                yield node


def test_whoever_waits_for_a_program_or_a_thread_says_how_long() -> None:
    endless = [
        f"{path.relative_to(TESTS)}:{call.lineno}"
        for path in TESTS.rglob("*.py")
        for call in waits(path)
        if not any(keyword.arg == "timeout" for keyword in call.keywords)
    ]
    assert endless == []
