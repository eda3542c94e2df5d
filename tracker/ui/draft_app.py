"""The review of a draft as an app of its own, for which there need be no database."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tracker.config import Config
from tracker.config import read as read_config
from tracker.draft_review import Opened
from tracker.intake.actors.vocabulary import Actor
from tracker.ui.common_app import CommonApp
from tracker.ui.draft_documents import review

_NEEDS_DATABASE = ("undo", "redo", "palette")
"""Actions of the app on every screen that need a database."""


class DraftApp(CommonApp):
    """The review of one draft; `load` says afterwards whether it is to be loaded."""

    def __init__(
        self,
        opened: Opened,
        into: Path,
        actors: Callable[[], Sequence[Actor]] = tuple,
        config: Config | None = None,
        *,
        slug: str | None = None,
        title: str | None = None,
    ) -> None:
        """`into` is the database for it, which knows the `actors`; slug and title are used where given."""
        super().__init__(config)
        self._review = partial(review, self, opened, into, actors, self._ended, slug=slug, title=title)
        self.load = False

    def on_mount(self) -> None:
        """Begin the review."""
        self._review()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Leave out what needs a database."""
        return action not in _NEEDS_DATABASE

    async def action_quit(self) -> None:
        """Quit: the draft's file has all that was decided."""
        self._ended(False)

    def _ended(self, load: bool) -> None:
        self.load = load
        self.key_queue.close()
        self.exit()


def run(
    opened: Opened,
    into: Path,
    actors: Callable[[], Sequence[Actor]],
    *,
    slug: str | None,
    title: str | None,
) -> bool:
    """Open the review; return whether the draft is to be loaded. Raises TrackerError where a fault ended the UI."""
    config = read_config()
    app = DraftApp(opened, into, actors, config, slug=slug, title=title)
    app.run(mouse=config.mouse)
    if app.fault is not None:
        raise app.fault
    return app.load
