"""One recommendation whole: its text with the actors marked, who is to do what, tags, notes, what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.content import Content, Span
from textual.message import Message
from textual.widgets import Static

from tracker.labels import author_label, time_label, written_label
from tracker.reading.matrix import letters as role_letters
from tracker.reading.queries import Code, MentionShown, NoteShown, RecommendationShown
from tracker.text import shown, shown_line
from tracker.ui.key_names import keyed
from tracker.ui.literal import literal, literal_line
from tracker.ui.visuals import HEADING, MUTED, proof_label, role_colour, role_style, status_label, tag_label
from tracker.ui.widgets.scroll_pane import ScrollPane

if TYPE_CHECKING:
    from rich.console import Group

    from tracker.reading.followup import Became, Event
    from tracker.ui.proofs import Proofs

EMPHASIS = "bold reverse"
"""What an emphasised mention has beside the style of its role; a line says in words whose mention it is."""


class Card(Static, can_focus=True):
    """One thing that was written or said about a recommendation, which can be selected to be edited or deleted."""

    HELP = "[note.edit] edits it, [note.delete] deletes it; tab goes to the next."

    def __init__(self, item: "NoteShown | Event", now: datetime) -> None:
        self.item = item
        self._head = self._head_of(item, now)
        super().__init__(self._drawn(item, self._head), markup=False)

    def show(self, item: "NoteShown | Event", now: datetime) -> None:
        """Show it as it is now; where it says the same, nothing is drawn."""
        head = self._head_of(item, now)
        if (head, item) != (self._head, self.item):
            self.update(self._drawn(item, head))
        self.item, self._head = item, head

    def _head_of(self, item: Any, now: datetime) -> str:
        """Return what stands above it."""
        raise NotImplementedError

    def _drawn(self, item: Any, head: str) -> "Group | Content":
        raise NotImplementedError


class NoteCard(Card):
    """A note, its Markdown rendered.

    Rendered by rich: a Markdown widget of Textual's costs a tenth of a second, and there may be 200 notes.
    """

    HELP = "A note; tab goes to the next."

    @property
    def note(self) -> NoteShown:
        """The note."""
        assert isinstance(self.item, NoteShown)
        return self.item

    def _head_of(self, item: NoteShown, now: datetime) -> str:
        return note_head(item, now)

    def _drawn(self, item: NoteShown, head: str) -> "Group":
        from rich.console import Group
        from rich.markdown import Markdown
        from rich.text import Text

        return Group(Text(shown_line(head), style="muted"), Markdown(shown(item.body), hyperlinks=False))


class EventCard(Card):
    """An answer, progress or a deadline."""

    HELP = "An answer, progress or a deadline; [source] opens its source, tab goes to the next."
    _proof: Content | None = None
    """Whether its file has what it quotes; None where that was not tried."""

    @property
    def event(self) -> "Event":
        """What was said."""
        assert not isinstance(self.item, NoteShown)
        return self.item

    def _head_of(self, item: "Event", now: datetime) -> str:
        from tracker.ui.widgets.became_lines import event_head

        return event_head(item, now)

    def _drawn(self, item: "Event", head: str) -> Content:
        from tracker.ui.widgets.became_lines import event_lines

        return event_lines(item, head, self._proof)

    def show(self, item: "NoteShown | Event", now: datetime) -> None:
        """Show it as it is now; what was proven of other words says nothing of these."""
        if item != self.item:
            self._proof = None
        super().show(item, now)

    def prove(self, proof: Content | None) -> None:
        """Show whether its file has what it quotes."""
        if proof != self._proof:
            self._proof = proof
            self.update(self._drawn(self.event, self._head))


class DetailView(ScrollPane):
    """The recommendation that is shown; the screen tells it which one."""

    HELP = "One recommendation: its text, the actors it names, its tags and notes, and what became of it."
    acts = True
    """Whether the keys that act on it work here."""
    scrolls_to_focus = True
    """It brings the selected card into sight itself: its screen leaves that to it."""

    @dataclass
    class Shown(Message):
        """Another recommendation is on screen."""

        recommendation: RecommendationShown

    class ReadOn(Message):
        """A page further was asked for at the end."""

    def __init__(self, statuses: Sequence[Code], *, emphasised: str | None = None) -> None:
        """`emphasised` is an actor whose mentions stand out and are scrolled to."""
        super().__init__()
        self._emphasised = emphasised
        self._statuses = {status.code: status for status in statuses}
        self._roles: dict[str, str] = {}
        self._tag_colours: Mapping[str, str] = {}
        self.recommendation: RecommendationShown | None = None
        self.became: Became | None = None
        """What became of it, None where nothing did."""
        self._whole: RecommendationShown | None = None
        """The one whose notes are on screen too."""

    def action_page_down(self) -> None:
        """Scroll a page down; at the end the screen may have more."""
        if self.is_vertical_scroll_end:
            self.post_message(self.ReadOn())
        else:
            super().action_page_down()

    def set_statuses(self, statuses: Sequence[Code]) -> None:
        """Take the statuses there are: an office may have added one."""
        self._statuses = {status.code: status for status in statuses}

    def compose(self) -> ComposeResult:
        """One text above, a card for each note below."""
        yield Static("", markup=False, id="body")

    async def show(
        self,
        shown: RecommendationShown,
        roles: Mapping[str, str],
        tag_colours: Mapping[str, str],
        became: "Became | None",
    ) -> None:
        """Show a recommendation; `roles` gives the name of each role code, `tag_colours` what tags have one.

        A selected card stays selected, and on its line of the screen. Nothing is shown once the screen has gone, as a
        reading that ends then has none to show it on.
        """
        if not self.is_attached:
            return
        if shown.same_as(self._whole) and became == self.became and tag_colours == self._tag_colours:
            return
        self._tag_colours = tag_colours
        same = (
            self.recommendation is not None
            and shown.recommendation_id == self.recommendation.recommendation_id
        )
        self._roles = dict(roles)
        self.recommendation, self.became, self._whole = shown, became, None
        now = datetime.now(UTC)
        selected = self.selected_card if same else None
        line = 0 if selected is None else selected.virtual_region.y - self.scroll_offset.y
        with self.app.batch_update():
            self.query_one("#body", Static).update(self._content(shown, now))
            await self._show_cards(_items(shown, became), now)
        self._whole = shown
        if not same:
            self.scroll_home(animate=False)
            self.call_after_refresh(self._bring_emphasis_into_sight)
        elif selected is not None:
            self.call_after_refresh(self._hold, selected, line)
        self.post_message(self.Shown(shown))

    def new_card(self, item: "NoteShown | Event", now: datetime) -> Card:
        """Return a card for a note, or for what was said."""
        return NoteCard(item, now) if isinstance(item, NoteShown) else EventCard(item, now)

    async def _show_cards(self, items: "Sequence[NoteShown | Event]", now: datetime) -> None:
        """Have a card for each of these, in their order; a card that is there already goes on."""
        # One that is being removed is displayed no more.
        cards = {card_key(card.item): card for card in self.query(Card) if card.display}
        new: list[Card] = []
        for item in items:
            card = cards.pop(card_key(item), None)
            if card is None:
                new.append(self.new_card(item, now))
            else:
                card.show(item, now)
        if self.screen.focused in cards.values():
            # Not on to another one: the next key would act on one that nobody selected.
            self.screen.set_focus(self, scroll_visible=False)
        removed, mounted = self.remove_children(cards.values()), self.mount_all(new)
        places = {card_key(item): place for place, item in enumerate(items, 1)}
        self.sort_children(
            key=lambda child: places.get(card_key(child.item), 0) if isinstance(child, Card) else 0
        )
        await removed
        await mounted

    def _hold(self, card: Card, line: int) -> None:
        """Put a card back on its line of the screen, whatever came or went above it, if it is selected still."""
        if card is self.selected_card:
            self.scroll_to(y=card.virtual_region.y - line, animate=False)

    def show_proofs(self, recommendation_id: int, proofs: "Proofs") -> None:
        """Show which of the statements were found in their files, if it is still about them."""
        if self.recommendation is not None and self.recommendation.recommendation_id == recommendation_id:
            for card in self.query(EventCard):
                key = card_key(card.event)
                card.prove(proof_label(proofs[key]) if key in proofs else None)

    def clear(self) -> None:
        """Show nothing: the list is empty."""
        self.recommendation = self.became = self._whole = None
        self.query_one("#body", Static).update("")
        self.query(Card).remove()

    @property
    def selected_card(self) -> Card | None:
        """The card that has the focus."""
        focused = self.screen.focused
        return focused if isinstance(focused, Card) and focused in self.query(Card) else None

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the selected card into sight, once it stands where it will stay: a scroll bar may come first."""
        self.call_after_refresh(event.widget.scroll_visible, animate=False)

    def _content(self, shown: RecommendationShown, now: datetime) -> Content:
        parts = [
            *self._head(shown, now),
            self._marked_text(shown),
            self._source_line(shown),
            *self._actor_lines(shown),
            Content(""),
            Content.assemble(
                ("Tags       ", MUTED),
                Content(", ").join(tag_label(tag, self._tag_colours) for tag in shown.tags)
                or self._none_yet("[tags]"),
            ),
            Content.assemble(("Notes      ", MUTED), str(len(shown.notes) or "") or self._none_yet("[note]")),
        ]
        if self.became is None:
            keys = self._none_yet("[response] response, [progress] progress, [due] due, [owner] owner")
            parts.append(Content.assemble(("Follow-up  ", MUTED), keys))
        return Content("\n").join(parts)

    def _none_yet(self, keys: str) -> Content:
        return literal_line(keyed(self.app, f"none yet ({keys})" if self.acts else "none yet"))

    def _head(self, shown: RecommendationShown, now: datetime) -> list[Content]:
        """Return what stands above the text."""
        axes = [self._status_line(shown, now)]
        if self.became is not None:
            from tracker.ui.widgets.became_lines import axes_lines

            axes = axes_lines(axes[0], self.became.followup)
        return [
            literal_line(f"{shown.reference}. {shown.title}", HEADING),
            *axes,
            *self._emphasis_line(shown),
            Content(""),
        ]

    def _status_line(self, shown: RecommendationShown, now: datetime) -> Content:
        status = self._statuses.get(shown.review_status)
        line = status_label(status, shown.review_status)
        if shown.status_at is not None:
            line += literal_line(
                f", {author_label(shown.status_by)}, {time_label(shown.status_at, now)}", MUTED
            )
        if shown.status_reason:
            line += literal_line(f": {shown.status_reason}")
        return line

    def _marked_text(self, shown: RecommendationShown) -> Content:
        spans = [
            Span(m.quote_start, m.quote_start + len(m.quote), self._style(m))
            for m in shown.mentions
            if m.quote is not None and m.quote_start is not None
        ]
        plain = literal(shown.text)
        return Content(plain.plain, spans=spans)

    def _style(self, mention: MentionShown) -> str:
        style = role_style(mention.role)
        return f"{style} {EMPHASIS}" if mention.actor == self._emphasised else style

    def _emphasis_line(self, shown: RecommendationShown) -> list[Content]:
        mentions = [m for m in shown.mentions if m.actor == self._emphasised]
        if not mentions:
            return []
        roles = ", ".join(dict.fromkeys(self._roles.get(m.role, m.role) for m in mentions))
        return [literal_line(f"> {self._emphasised}: {roles}", EMPHASIS)]

    def _bring_emphasis_into_sight(self) -> None:
        shown = self.recommendation
        starts = [
            m.quote_start
            for m in (shown.mentions if shown is not None else ())
            if m.actor == self._emphasised and m.quote_start is not None
        ]
        if shown is None or not starts:
            return
        body = self.query_one("#body", Static)
        above = Content("\n").join(
            (*self._head(shown, datetime.now(UTC)), literal(shown.text[: min(starts) + 1]))
        )
        line = above.get_height({}, max(1, body.size.width)) - 1
        if line >= self.size.height:
            self.scroll_to(y=line - self.size.height // 2, animate=False)

    def _source_line(self, shown: RecommendationShown) -> Content:
        where = shown.source_file or shown.report
        if shown.place:
            where += f", {shown.place}"
        return literal_line(f"[{where}]", MUTED)

    def _actor_lines(self, shown: RecommendationShown) -> list[Content]:
        order = list(self._roles)
        ranked = sorted(shown.mentions, key=lambda m: order.index(m.role) if m.role in order else len(order))
        lines: list[Content] = []
        letters = role_letters([Code(code, name, "") for code, name in self._roles.items()])
        named = {mention.role for mention in ranked}
        width = max((literal_line(self._roles.get(role, role)).cell_length for role in named), default=0)
        for role, group in groupby(ranked, key=lambda m: m.role):
            mentions = list(group)
            names = dict.fromkeys(mention.label for mention in mentions)
            name = literal_line(self._roles.get(role, role), role_style(role))
            letter = Content.styled(letters.get(role, "?"), role_colour(role))
            blank = " " * (width - name.cell_length + 2)
            lines.append(Content.assemble(" ", letter, " ", name, blank, literal_line(", ".join(names))))
            lines += [
                literal_line(f"   {m.actor} is {m.evidence}", MUTED) for m in mentions if m.implied_reason
            ]
        return [Content(""), Content.styled("Actors, marked above by role", MUTED), *lines] if lines else []


def _items(shown: RecommendationShown, became: "Became | None") -> "list[NoteShown | Event]":
    """Return what has a card, in its order: the story where there is one, else the notes."""
    if became is None:
        return list(shown.notes)
    notes = {note.note_id: note for note in shown.notes}
    events = (notes.pop(event.row_id, None) if event.kind == "note" else event for event in became.story)
    # One that was written between two readings comes first.
    found = [event for event in events if event is not None]
    return [*notes.values(), *found]


def card_key(item: "NoteShown | Event") -> tuple[str, int]:
    """Return what stays the same while it is changed."""
    if isinstance(item, NoteShown):
        return "note", item.note_id
    return item.table, item.row_id


def note_head(note: NoteShown, now: datetime) -> str:
    """Return who wrote a note, and when."""
    return f"{author_label(note.author)}, {written_label(note.created_at, note.updated_at, now)}"
