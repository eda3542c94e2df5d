"""A saved view as a form: its name and the query line it opens."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tracker.names import meant
from tracker.query_line import LINE_LIMIT
from tracker.text import VIEW_LIMIT
from tracker.ui.screens.form import FormModal, Refused
from tracker.ui.widgets.fields import Field, LineField, Values


class ViewTyped(NamedTuple):
    """What stands in the form; `replaces` is the query of the view that has the name, as far as is known."""

    name: str
    query: str
    replaces: str | None = None


class ViewModal(FormModal[ViewTyped]):
    """Returns what was typed, or None where it was left."""

    HELP = "A name and a query line. Tab goes from one to the other, enter saves, esc leaves."

    def __init__(
        self, what: str, view: ViewTyped, *, others: Mapping[str, str] | None = None, message: str = ""
    ) -> None:
        """`others` are the other views there are, name to query; `message` says why the form is here again."""
        super().__init__(what, message=message)
        self._view = view
        self._others = dict(others or {})

    def fields(self) -> Iterator[Field]:
        """The two fields."""
        yield LineField(
            "name",
            "Name",
            start=self._view.name,
            placeholder="for you and everybody who has the file",
            limit=VIEW_LIMIT,
        )
        yield LineField("query", "Query line", start=self._view.query, limit=LINE_LIMIT)

    def set_others(self, others: Mapping[str, str]) -> None:
        """Take the other views, read meanwhile."""
        self._others = dict(others)
        if self.is_mounted:
            self.tell_keys()

    def hint(self) -> str:
        """Say what enter does: that depends on whether the name is taken."""
        taken = meant(self.field("name").value, self._others)
        hint = super().hint()
        if taken is None:
            return hint
        return f"This replaces the view {taken}: {self._others[taken]}\n{hint.replace('save', 'replace')}"

    def made(self, values: Values) -> ViewTyped:
        """Return the view; a name must be there."""
        name = values["name"].strip()
        if not name:
            raise Refused("name", "The view has no name.")
        taken = meant(name, self._others)
        return ViewTyped(name, values["query"], None if taken is None else self._others[taken])
