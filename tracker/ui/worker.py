"""Work that goes on while keys are answered. What goes wrong in it is told: Textual would end the app, or be silent."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from textual import work
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import Worker

Node = TypeVar("Node", bound=DOMNode)
P = ParamSpec("P")


def worker(
    doing: str, *, group: str = "default", exclusive: bool = False
) -> Callable[
    [Callable[Concatenate[Node, P], Coroutine[Any, Any, None]]], Callable[Concatenate[Node, P], Worker[None]]
]:
    """Make a worker of a coroutine function whose first argument is the app, a screen or a widget.

    A TrackerError that it raises is told, anything else as a mistake of ours while `doing` it. One that is
    `exclusive` ends the worker of its group on the same node that is still at work.
    """

    def decorate(
        function: Callable[Concatenate[Node, P], Coroutine[Any, Any, None]],
    ) -> Callable[Concatenate[Node, P], Worker[None]]:
        @wraps(function)
        async def reporting(*arguments: P.args, **keywords: P.kwargs) -> None:
            node = cast("Node", arguments[0])
            try:
                await cast("Callable[P, Coroutine[Any, Any, None]]", function)(*arguments, **keywords)
            except Exception as error:
                # A screen that was left before the answer came has nothing left to show it in.
                if not (isinstance(error, NoMatches) and was_left(node)):
                    node.app.show_fault(error, doing)  # type: ignore[attr-defined]

        made = work(group=group, exclusive=exclusive, exit_on_error=False)(reporting)
        return cast("Callable[Concatenate[Node, P], Worker[None]]", made)

    return decorate


def was_left(node: DOMNode) -> bool:
    """Whether the node lost what it looks for because its screen was left, or because the app ends."""
    # An app that ends takes its widgets away before it ends its workers.
    ended = not node.app.is_running
    return ended or (isinstance(node, Screen) and node not in node.app.screen_stack)
