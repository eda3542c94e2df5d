"""One line of text, typed into a modal."""

from collections.abc import Iterator

from tracker.ui.screens.form import FormModal
from tracker.ui.widgets.fields import Field, LineField, Values


class LineModal(FormModal[str]):
    """Returns what was typed, or None where it was left."""

    HELP = "Type one line. Enter takes it, esc leaves."

    def __init__(
        self, what: str, line: str, *, placeholder: str = "", enter: str = "save", message: str = ""
    ) -> None:
        """`enter` says what enter does, `message` why the form is here again."""
        super().__init__(what, message=message)
        self._line = line
        self._placeholder = placeholder
        self._enter = enter

    def fields(self) -> Iterator[Field]:
        """The line."""
        yield LineField("line", "", start=self._line, placeholder=self._placeholder)

    def hint(self) -> str:
        """Say what enter does."""
        return f"enter: {self._enter}   {self.key_of('modal.leave')}: cancel"

    def made(self, values: Values) -> str:
        """Return the line."""
        return values["line"].strip()
