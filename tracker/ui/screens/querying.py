"""A screen with a query line above its list: it is typed, or chosen on another screen."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from tracker.text import cleaned
from tracker.ui.screens.acting import RecommendationScreen
from tracker.ui.widgets.recommendation_list import RecommendationList


class QueryInput(Input):
    """The query line while it is being typed."""

    HELP = "Type words to search for, or terms such as status:reviewed. Enter goes to the list, esc drops the query."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "down,enter", "screen.to_list", "To the list", show=False, id="query.done", tooltip="To the list"
        ),
        # Not on to the list: what is typed next would be taken for its keys.
        Binding(
            "tab", "stay", "Stay", show=False, id="query.stay", tooltip="Stay in the line; enter leaves it"
        ),
        Binding("escape", "screen.drop_query", "Drop", id="query.drop", tooltip="Drop the query"),
        Binding("f1", "app.help", "Help", show=False, id="query.help", tooltip="What the keys do here"),
    ]

    def action_stay(self) -> None:
        """Stay."""

    def __init__(self) -> None:
        super().__init__(
            placeholder='words, "a phrase", status:reviewed, -tag:aid, actor:pakistan', compact=True
        )


class QueryingScreen(RecommendationScreen):
    """A screen whose list follows its query line; a subclass has the list."""

    def __init__(self) -> None:
        super().__init__()
        self._opened: str | None = None
        """The line that another screen chose."""

    def search(self, line: str) -> None:
        """Show the list of a query line; one that cannot be read is pointed at."""
        raise NotImplementedError

    async def action_search(self) -> None:
        """Type a query."""
        query = await self._query_input()
        query.add_class("-open")
        self.set_focus(query)

    async def _query_input(self) -> QueryInput:
        """Return the query line; it is made when it is first asked for: the first paint does not wait for it."""
        if not self.query(QueryInput):
            await self.mount(QueryInput(), before="#words")
        return self.query_one(QueryInput)

    async def set_line(self, line: str) -> None:
        """Put a line in the query line, which shows its list."""
        query = await self._query_input()
        # Cleaned: a saved view may come from another program, and an input shows what it holds as it is.
        query.value = cleaned(line)
        query.cursor_position = len(line)
        query.set_class(bool(line.strip()), "-open")

    @property
    def typed(self) -> str:
        """The query line as it stands, which may be one that cannot be read yet."""
        return next((query.value for query in self.query(QueryInput)), "")

    def action_to_list(self) -> None:
        """Leave the query as it is and go to the list."""
        for query in self.query(QueryInput):
            query.set_class(bool(query.value.strip()), "-open")
        self.query_one(RecommendationList).focus()

    def action_drop_query(self) -> None:
        """Show everything again."""
        for query in self.query(QueryInput):
            query.value = ""
        self.action_to_list()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        self.search(event.value)

    async def open_line(self, line: str | None) -> None:
        """Show the list of a query line that another screen chose; None leaves the list as it is."""
        if line is not None:
            self._opened = cleaned(line)
            await self.set_line(line)
            self.action_to_list()
