"""The actors that drafted texts seem to name: none is taken before a person takes it."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar, Generic, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tracker.draft_review import KINDS, ROLES, Review
from tracker.intake import draft as decisions
from tracker.intake.draft import Draft
from tracker.intake.proposals import Proposal, ProposedActor, by_actor
from tracker.labels import number_of
from tracker.text import folded
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal, literal_line
from tracker.ui.screens.list_screen import Item
from tracker.ui.screens.pane_screen import PaneScreen
from tracker.ui.visuals import HEADING, MUTED, role_style
from tracker.ui.widgets.choices import Lines
from tracker.ui.widgets.scroll_pane import ScrollPane

_WIDEST = max(map(len, ROLES.values()))
_SHOWN = 50
"""So many texts are shown that name an actor."""
_AROUND = 60
"""Characters shown before and after the words that name one."""


class ProposalLines(Lines):
    """Proposals, of which enter takes the selected one."""

    HELP = "Move with the arrows or j and k."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Take", key_display="⏎", id="draft.take", tooltip="Take it, or leave it"),
    ]


class ProposalsScreen(PaneScreen[Item, None], Generic[Item]):
    """Takes proposals from a list; a subclass says what a line is, and where it is taken."""

    lines_class = ProposalLines
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            hidden(
                str(number),
                f"take('{code}')",
                name,
                id=f"draft.role_{number}",
                tooltip=f"Take it as {name.lower()}",
            )
            for number, (code, name) in enumerate(ROLES.items(), 1)
        ),
        Binding("u", "undo_decision", "Undo", id="undo", tooltip="Take back the last decision"),
        hidden("U", "redo_decision", "Redo", id="redo", tooltip="Do again what undo took back"),
    ]
    noun = "proposal"
    """What a line is."""

    def __init__(
        self, review: Review, found: Sequence[Sequence[Proposal]], keep: Callable[[], object]
    ) -> None:
        """`found` has the proposals for each item; `keep` has the draft's file hold what was decided."""
        super().__init__()
        self.review = review
        self.found = found
        self._keep = keep

    def rows(self) -> list[Item]:
        """Return what is listed, with what is taken of it."""
        raise NotImplementedError

    def action_take(self, role: str) -> None:
        """Take the selected line in a role."""
        raise NotImplementedError

    async def read(self) -> Sequence[Item]:
        """Return what is listed."""
        return self.rows()

    def pane(self) -> ScrollPane:
        """Return where the texts stand."""
        return ScrollPane(Static("", id="text", markup=False))

    def words(self) -> Content:
        """Say how many there are, and what the digits do."""
        # With no more between them than fits in 80 columns.
        digits = " ".join(f"{number} {name}" for number, name in enumerate(ROLES.values(), 1))
        return literal_line(f"{number_of(len(self._items), self.noun)}  {digits}", MUTED)

    def action_undo_decision(self) -> None:
        """Take back the last decision of this sitting."""
        self._turn(self.review.undo(), "Nothing to undo.")

    def action_redo_decision(self) -> None:
        """Do again what undo took back."""
        self._turn(self.review.redo(), "Nothing to redo.")

    def _turn(self, done: bool, otherwise: str) -> None:
        if not done:
            self.app.show_toast(otherwise)
        elif len(self.review.draft.items) != len(self.found):
            # What was taken back had merged or split items: the proposals are those of other texts.
            self.review.redo()
            self.app.show_toast(self.keyed("That was not done here: [back] goes back, then undo it."))
        else:
            self._show()

    def decide(self, draft: Draft) -> None:
        """Take a decision, and show what came of it."""
        self.review.decide(draft)
        self._show()

    def _show(self) -> None:
        self._keep()
        self._items = self.rows()
        self.show_lines()


class _Row(NamedTuple):
    """A proposal, and the role in which it is taken."""

    proposal: Proposal
    role: str | None


class DraftActorsScreen(ProposalsScreen[_Row]):
    """Lists the proposals for the text of an item, which stands below with each marked."""

    HELP = (
        "Actors that the text seems to name. Enter takes the selected one in the role that is guessed, or leaves it "
        "again; a digit takes it in another role. [draft.everywhere] takes it wherever the report names it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("W", "everywhere", "Everywhere", id="draft.everywhere", tooltip="Take it in every item"),
    ]
    if_empty = "The text seems to name nobody. [back] goes back."

    def __init__(
        self, review: Review, found: Sequence[Sequence[Proposal]], keep: Callable[[], object], at: int
    ) -> None:
        super().__init__(review, found, keep)
        self._at = at
        self.heading = f"Actors in {review.draft.items[at].reference}"

    def rows(self) -> list[_Row]:
        """Return the proposals in the order of the text."""
        item = self.review.draft.items[self._at]
        return [_Row(each, decisions.role_of(item, each)) for each in self.found[self._at]]

    def line(self, item: _Row) -> Content:
        """Return whether it is taken, in which role, and whom it means."""
        role = item.role or item.proposal.role
        return Content.assemble(
            "[x] " if item.role else "[ ] ",
            literal_line(f"{ROLES.get(role, role):<{_WIDEST}}", role_style(role) if item.role else MUTED),
            literal_line(f"  {item.proposal.name}"),
            literal_line(f"  {KINDS.get(item.proposal.kind, item.proposal.kind)}", MUTED),
        )

    def key(self, item: _Row) -> Hashable:
        """Return where it stands."""
        return item.proposal.start

    def show_selected(self) -> None:
        """Show the text, what is proposed marked in it, the selected one most."""
        text = self.review.draft.items[self._at].text
        parts: list[Content] = []
        at = 0
        for row in self._items:
            start, end = row.proposal.start, row.proposal.start + row.proposal.length
            style = role_style(row.role) if row.role else "underline"
            if row == self.selected:
                style = "reverse"
            parts += [literal(text[at:start]), literal(text[start:end], style)]
            at = end
        self.query_one("#text", Static).update(Content("").join([*parts, literal(text[at:])]))

    def choose(self, item: _Row) -> None:
        """Take the proposal in the role that is guessed, or leave it again."""
        if item.role is None:
            self.action_take(item.proposal.role)
        else:
            self.decide(decisions.unmention(self.review.draft, self._at, item.proposal))

    def action_take(self, role: str) -> None:
        """Take the selected proposal in a role."""
        if self.selected is not None:
            self.decide(decisions.mention(self.review.draft, self._at, self.selected.proposal, role))

    def action_everywhere(self) -> None:
        """Take the selected proposal wherever the report names the same, each in the role guessed there."""
        if self.selected is None:
            return
        wanted = folded(self.selected.proposal.name)
        actor = next(each for each in by_actor(self.found) if folded(each.name) == wanted)
        draft = decisions.mention_everywhere(self.review.draft, actor)
        self.decide(draft)
        taken = number_of(decisions.places_taken(draft, actor), "place")
        self.app.show_toast(f"{actor.name} is taken in {taken} of the report.")


class DraftReportActorsScreen(ProposalsScreen[ProposedActor]):
    """Lists all actors that the report seems to name, with the texts that name the selected one."""

    HELP = (
        "All actors that the texts of the draft seem to name, the most named first. Enter takes the selected one "
        "wherever it is named, each time in the role that is guessed, or leaves it again; a digit takes it everywhere "
        "in one role."
    )
    heading = "Actors in the report"
    noun = "actor"
    if_empty = "The texts seem to name nobody. [back] goes back."

    def rows(self) -> list[ProposedActor]:
        """Return the actors, the most named first."""
        return list(by_actor(self.found))

    def line(self, item: ProposedActor) -> Content:
        """Return at how many of its places it is taken, the role guessed most often, its name and kind."""
        taken, places = decisions.places_taken(self.review.draft, item), len(item.places)
        [(role, _)] = Counter(place.proposal.role for place in item.places).most_common(1)
        return Content.assemble(
            "[x] " if taken == places else "[-] " if taken else "[ ] ",
            (f"{taken:>4,} of {places:<5,}", MUTED),
            literal_line(f"{ROLES.get(role, role):<{_WIDEST}}", role_style(role) if taken else MUTED),
            literal_line(f"  {item.name}"),
            literal_line(f"  {KINDS.get(item.kind, item.kind)}", MUTED),
        )

    def key(self, item: ProposedActor) -> Hashable:
        """Return the name."""
        return item.name

    def show_selected(self) -> None:
        """Show the texts that name the selected actor."""
        lines: list[Content] = []
        for at, each in () if self.selected is None else self.selected.places[:_SHOWN]:
            item = self.review.draft.items[at]
            start, end = each.start, each.start + each.length
            lines.append(
                Content.assemble(
                    literal_line(f"{item.reference}  ", HEADING),
                    literal_line(item.text[max(0, start - _AROUND) : start]),
                    literal_line(item.text[start:end], role_style(each.role)),
                    literal_line(item.text[end : end + _AROUND]),
                )
            )
        self.query_one("#text", Static).update(Content("\n").join(lines))

    def choose(self, item: ProposedActor) -> None:
        """Take the actor wherever it is named; where it is taken everywhere, leave it again."""
        draft = self.review.draft
        if decisions.places_taken(draft, item) == len(item.places):
            self.decide(decisions.unmention_everywhere(draft, item))
        else:
            self.decide(decisions.mention_everywhere(draft, item))

    def action_take(self, role: str) -> None:
        """Take the actor wherever it is named, in one role."""
        if self.selected is not None:
            draft = decisions.unmention_everywhere(self.review.draft, self.selected)
            self.decide(decisions.mention_everywhere(draft, self.selected, role))
