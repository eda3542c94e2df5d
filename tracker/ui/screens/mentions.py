"""Correcting who is named in a recommendation: words of its text, the actor that they name, and its role."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tracker import edits
from tracker.edits import NewActor, SeenMention
from tracker.labels import evidence_label
from tracker.reading import queries
from tracker.reading.queries import ActorUsage, MentionShown, RecommendationShown
from tracker.text import short
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal_line
from tracker.ui.screens.base import TrackerScreen
from tracker.ui.visuals import KEY, MUTED, role_style
from tracker.ui.widgets.header_line import HeaderLine
from tracker.ui.widgets.key_line import KeyLine
from tracker.ui.widgets.words_view import WordsView
from tracker.ui.worker import worker

_DIGITS = range(1, 10)


class MentionsScreen(TrackerScreen[None]):
    """Shows the text of one recommendation, in which words are chosen, and the mentions below it."""

    HELP = (
        "Whom the text names. Choose words, then a digit gives the role, and the actor is asked for; [mention.add] "
        "asks for both. On a mention, which [mention.next] goes through, a digit changes its role, [mention.actor] its "
        "actor, [mention.delete] takes it away. [undo] takes any of it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", key_display="esc", id="back", tooltip="Back"),
        Binding("a,enter", "add", "Add", id="mention.add", tooltip="Say whom the chosen words name"),
        Binding("e", "edit", "Actor", id="mention.actor", tooltip="Give the mention another actor"),
        Binding("d", "delete", "Take away", id="mention.delete", tooltip="Take the mention away"),
        Binding("tab", "turn(1)", "Next", id="mention.next", tooltip="Go to the next mention"),
        hidden("shift+tab", "turn(-1)", "Before", id="mention.previous", tooltip="Go to the mention before"),
        *(
            hidden(str(n), f"role({n - 1})", f"Role {n}", id=f"mention.role.{n}", tooltip=f"Give role {n}")
            for n in _DIGITS
        ),
    ]

    def __init__(self, recommendation_id: int, label: str) -> None:
        super().__init__()
        self._recommendation_id = recommendation_id
        self._label = label
        self._shown: RecommendationShown | None = None
        self._turned_to: int | None = None
        """The mention that tab went to: several may stand on the same words, and an implied one on none."""
        self._actors: tuple[ActorUsage, ...] = ()

    def compose(self) -> ComposeResult:
        """What it is, the roles with their digits, the text, the mentions, the keys."""
        yield HeaderLine(f"Who is named in {self._label}")
        yield Static("", id="words", markup=False)
        yield WordsView()
        yield Static("", id="mentions", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read it, and again whenever the file changes."""
        self._text.focus()
        self.watch(self.app, "revision", self._revised)

    def on_words_view_moved(self) -> None:
        """Say what is chosen now."""
        chosen = self._text.chosen
        turned = next((m for m in self._mentions if m.mention_id == self._turned_to), None)
        if turned is not None and turned.quote is not None and _span(turned) != chosen:
            self._turned_to = None
        self._tell()

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_turn(self, step: int) -> None:
        """Go to the next mention, or with -1 to the one before."""
        mentions = self._mentions
        if not mentions:
            self.app.show_toast(self.keyed("Nobody is named yet: choose words, then [mention.add]."))
            return
        present = self.mention
        at = -1 if present is None and step > 0 else 0 if present is None else mentions.index(present)
        found = mentions[(at + step) % len(mentions)]
        self._turned_to = found.mention_id
        self._text.choose(*(_span(found) or (0, 0)))
        self._tell()

    def action_role(self, index: int) -> None:
        """Give the mention another role, or the chosen words their first."""
        roles = list(self.app.roles)
        if index >= len(roles):
            return
        mention = self.mention
        if mention is None:
            self._pick_actor(partial(self._add, role=roles[index]))
        else:
            self.app.save(
                edits.change_mention,
                mention.mention_id,
                role=roles[index],
                seen=SeenMention(mention.actor, mention.role),
                doing="saving the mention",
            )

    def action_add(self) -> None:
        """Say whom the chosen words name, and in which role."""
        from tracker.ui.screens.role import RoleModal

        def picked(actor: str | NewActor) -> None:
            def chosen(role: str | None) -> None:
                if role is not None:
                    self._add(actor, role=role)

            name = actor.name if isinstance(actor, NewActor) else actor
            self.app.push_screen(RoleModal(f"{name} in {self._label}", self.app.roles), chosen)

        self._pick_actor(picked)

    def action_edit(self) -> None:
        """Give the mention another actor."""
        mention = self._selected()
        if mention is None:
            return

        def picked(actor: str | NewActor) -> None:
            self.app.save(
                edits.change_mention,
                mention.mention_id,
                actor=actor,
                seen=SeenMention(mention.actor, mention.role),
                doing="saving the mention",
            )

        self._pick_actor(picked)

    def action_delete(self) -> None:
        """Take the mention away."""
        mention = self._selected()
        if mention is not None:
            self.app.save(
                edits.remove_mention,
                mention.mention_id,
                seen=SeenMention(mention.actor, mention.role),
                doing="taking the mention away",
            )

    @property
    def mention(self) -> MentionShown | None:
        """The mention that the keys act on: that tab went to, or on whose words the cursor is."""
        turned = next((m for m in self._mentions if m.mention_id == self._turned_to), None)
        if turned is not None:
            return turned
        first, last = self._text.chosen
        spans = [(m, _span(m)) for m in self._mentions]
        if self._text.chooses_several:
            return next((m for m, span in spans if span == (first, last)), None)
        return next((m for m, span in spans if span and span[0] <= first and last <= span[1]), None)

    @property
    def _mentions(self) -> tuple[MentionShown, ...]:
        return self._shown.mentions if self._shown is not None else ()

    @property
    def _text(self) -> WordsView:
        return self.query_one(WordsView)

    def _selected(self) -> MentionShown | None:
        mention = self.mention
        if mention is None:
            self.app.show_toast(self.keyed("These words name nobody yet: [mention.add] says whom they name."))
        return mention

    def _pick_actor(self, then: Callable[[str | NewActor], None]) -> None:
        """Ask for an actor, by name or new; the chosen words stand there to begin with."""
        from tracker.ui.screens.actor_choice import ActorModal

        shown = self._shown
        if shown is None:
            return
        start, end = self._text.chosen
        words = shown.text[start:end]

        def chosen(choice: str | None) -> None:
            if choice is None:
                return
            if any(actor.actor == choice for actor in self._actors):
                then(choice)
            else:
                self._new_actor(choice, then)

        self.app.push_screen(ActorModal(f"Who is '{short(words, 40)}'?", self._actors, words), chosen)

    def _new_actor(self, name: str, then: Callable[[str | NewActor], None]) -> None:
        from tracker.ui.screens.actor_form import ActorFormModal, ActorTyped

        def filled(typed: ActorTyped | None) -> None:
            if typed is not None:
                then(NewActor(typed.name, typed.kind, typed.country_code or None, typed.other_names))

        self.app.push_screen(ActorFormModal("New actor", ActorTyped(name), self.app.kinds), filled)

    def _add(self, actor: str | NewActor, *, role: str) -> None:
        shown = self._shown
        if shown is None:
            return
        start, end = self._text.chosen
        self.app.save(
            edits.add_mention,
            self._recommendation_id,
            shown.text[start:end],
            actor,
            role,
            start=start,
            doing="saving the mention",
        )

    def _tell(self) -> None:
        """Say what the digits do, and show the mentions with a sign at the one that the keys act on."""
        roles = [
            Content.assemble((f"{n} ", KEY), literal_line(name, role_style(code)))
            for n, (code, name) in zip(_DIGITS, self.app.roles.items(), strict=False)
        ]
        self.query_one("#words", Static).update(Content("  ").join(roles))
        present = self.mention
        lines = [self._line(mention, mention == present) for mention in self._mentions]
        self.query_one("#mentions", Static).update(
            Content("\n").join(lines) if lines else Content.styled("Nobody is named yet.", MUTED)
        )

    def _line(self, mention: MentionShown, present: bool) -> Content:
        name = self.app.roles.get(mention.role, mention.role)
        said = evidence_label(
            mention.quote and short(mention.quote), mention.implied_reason, mention.given_in
        )
        return Content.assemble(
            "> " if present else "  ",
            literal_line(f"{name:<12} ", role_style(mention.role)),
            literal_line(mention.actor, "bold" if present else ""),
            literal_line(f"  {said}", MUTED),
        )

    def _revised(self) -> None:
        self._load()

    @worker("reading the recommendation", exclusive=True, group="items")
    async def _load(self) -> None:
        store = self.app.store
        self._shown = await store.read(
            partial(queries.recommendation, recommendation_id=self._recommendation_id)
        )
        self._actors = await store.read(queries.actors)
        self.app.kinds = await store.read(queries.kinds)
        self._text.show(self._shown.text, self._mentions)
        self._tell()


def _span(mention: MentionShown) -> tuple[int, int] | None:
    """Return where its words begin and end, None for an implied one."""
    if mention.quote is None or mention.quote_start is None:
        return None
    return mention.quote_start, mention.quote_start + len(mention.quote)
