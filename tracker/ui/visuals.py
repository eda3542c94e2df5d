"""How statuses, answers, roles and tags look on every screen, and what colours text may have: nobody else names one.

Colours are variables of the theme, made from its own colours, so that each holds in every theme. What is told by
colour is told by a sign, a word or a style too: a terminal may have 16 colours, or none.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rich.theme import Theme
from textual.color import BLACK, WHITE, Color
from textual.content import Content
from textual.style import Style

from tracker.colours import COLOURS
from tracker.ui.literal import literal_line

if TYPE_CHECKING:
    from rich.style import Style as RichStyle

    from tracker.reading.queries import Code

CONTRAST = 4.5
"""The least contrast of text with what it stands on (WCAG 2.2, success criterion 1.4.3)."""

_STEPS = 20
_TINT = 0.08

HEADING = "bold $heading"
MUTED = "$muted-style"
"""Who, when, where, how many: what is there beside what is read."""
KEY = "bold $key"
"""A key that can be pressed; the plain word behind it says what it does."""

SWATCH = "■"

SQL_STYLES = {
    "word": HEADING,
    "text": "$text-success",
    "number": "$text-secondary",
    "comment": MUTED,
}
"""The parts of a statement."""

_STATUSES = {
    "unreviewed": "$status-unreviewed",
    "in_review": "$status-in-review",
    "needs_follow_up": "bold $status-needs-follow-up",
    "reviewed": "$status-reviewed",
    "set_aside": "$status-set-aside",
}
_ROLES = {
    "addressee": "bold underline $role-addressee",
    "partner": "bold $role-partner",
    "beneficiary": "italic underline $role-beneficiary",
    "target": "italic $role-target",
    "proposed": "bold italic $role-proposed",
    "context": "underline $role-context",
    "recommender": "bold italic underline $role-context",
}
"""No two are alike where there are no colours."""
_OTHER_ROLE = "underline"
_ENDED_WELL, _UNDER_WAY, _PLAIN = "$status-reviewed", "$status-in-review", "$status-other"
_POSITIONS = {
    "accepted": ("+", _ENDED_WELL),
    "accepted_in_part": ("±", _UNDER_WAY),
    "accepted_in_principle": ("~", _UNDER_WAY),
    "noted": ("°", _PLAIN),
    "rejected": ("×", "$role-target"),
    "no_position": ("∅", MUTED),
}
_PROGRESS = {
    "not_started": ("○", _PLAIN),
    "in_progress": ("◔", _UNDER_WAY),
    "partly_implemented": ("◑", _UNDER_WAY),
    "implemented": ("●", _ENDED_WELL),
    "not_implemented": ("✗", MUTED),
    "alternative_action": ("↷", MUTED),
    "superseded": ("»", MUTED),
    "no_longer_applicable": ("◌", MUTED),
    "withdrawn": ("↩", MUTED),
}
"""Sign and style: no two have the same sign, and what is closed rests."""
_OTHER_POSITION, _OTHER_OPEN, _OTHER_CLOSED = ("•", _PLAIN), ("□", _UNDER_WAY), ("■", MUTED)
OVERDUE = "bold $status-needs-follow-up"
"""A deadline that has passed, or a quote that its file does not have: it calls."""
OVERDUE_SIGN = "⚑"


def status_style(status: "Code | None") -> str:
    """Return the style of a review status; one that an office added goes by whether it is done."""
    if status is None:
        return "$status-other"
    return _STATUSES.get(status.code) or ("$status-reviewed" if status.done else "$status-other")


def status_label(status: "Code | None", code: str) -> Content:
    """Return sign and name of a status in its style; `code` stands there where the file has no such status."""
    text = f"{status.glyph} {status.name}".strip() if status else f"? {code}"
    return literal_line(text, status_style(status))


def position_sign(code: str) -> str:
    """Return the one cell that stands for the position of an answer."""
    return _POSITIONS.get(code, _OTHER_POSITION)[0]


def position_style(code: str) -> str:
    """Return the style of the position of an answer."""
    return _POSITIONS.get(code, _OTHER_POSITION)[1]


def position_label(code: str, name: str) -> Content:
    """Return sign and name of the position of an answer in its style."""
    return literal_line(f"{position_sign(code)} {name}", position_style(code))


def progress_sign(code: str, *, closed: bool) -> str:
    """Return the one cell that stands for a status of progress; one that an office added goes by whether it closes."""
    return _PROGRESS.get(code, _OTHER_CLOSED if closed else _OTHER_OPEN)[0]


def progress_style(code: str, *, closed: bool) -> str:
    """Return the style of a status of progress."""
    return _PROGRESS.get(code, _OTHER_CLOSED if closed else _OTHER_OPEN)[1]


def progress_label(code: str, name: str, *, closed: bool) -> Content:
    """Return sign and name of a status of progress in its style."""
    return literal_line(f"{progress_sign(code, closed=closed)} {name}", progress_style(code, closed=closed))


def proof_label(fault: str | None) -> Content:
    """Return whether what is quoted was found in its file; `fault` is why not, as the end of a sentence."""
    if fault is None:
        return literal_line("✓ proven", _ENDED_WELL)
    return literal_line(f"✗ not proven: it {fault}", OVERDUE)


def role_style(code: str) -> str:
    """Return the style of what is named in a role, and of the name of the role."""
    return _ROLES.get(code, _OTHER_ROLE)


def role_colour(code: str) -> str:
    """Return the same for the letter of a role, which needs no line under it."""
    return role_style(code).replace("underline", "").replace("italic", "").strip()


def tag_style(colour: str | None) -> str:
    """Return the style of a tag of that colour of the codebook."""
    return f"$tag-{colour}" if colour in COLOURS else "$tag-other"


def tag_label(name: str, colours: Mapping[str, str]) -> Content:
    """Return the name of a tag in its colour."""
    return literal_line(name, tag_style(colours.get(name)))


def swatch(colour: str | None) -> Content:
    """Return one cell of a tag's colour; the word stands beside it wherever it matters."""
    return Content.styled(SWATCH, tag_style(colour)) if colour in COLOURS else Content(" ")


def rich_style(style: str) -> "RichStyle":
    """Return one of these styles for a widget that draws segments; it holds as long as the theme does."""
    return Style.parse(style).rich_style


def markdown_theme(variables: Mapping[str, str]) -> Theme:
    """Return the theme for notes, which rich renders: its own colours are those of a dark terminal."""
    quiet = variables["muted-style"].replace("ansi_", "")
    return Theme(
        {
            "muted": quiet,
            "markdown.code": "bold",
            "markdown.code_block": "none",
            "markdown.block_quote": f"italic {quiet}",
            "markdown.list": "none",
            "markdown.item.number": "bold",
            "markdown.hr": quiet,
            "markdown.h2": "bold",
            "markdown.h3": "bold italic",
            "markdown.h4": "italic",
            "markdown.h6": "italic",
            "markdown.h7": "italic",
            "markdown.link": "underline",
            "markdown.link_url": "underline",
            "markdown.table.border": quiet,
            "markdown.table.header": "bold",
            "markdown.kbd": "bold",
        }
    )


_HUES = {
    "red": "#e0405a",
    "orange": "#e8803a",
    "yellow": "#d8b020",
    "green": "#4cae5c",
    "cyan": "#2cacb8",
    "blue": "#4a8cf0",
    "magenta": "#c868d8",
    "grey": "#8c8c94",
}
_ANSI_DARK = {"strong": "yellow", "lively": "cyan", "calm": "blue", "done": "green", "against": "red"}
_ANSI_LIGHT = {"strong": "red", "lively": "blue", "calm": "cyan", "done": "green", "against": "magenta"}
_ANSI_TAGS = {"orange": "bright_red", "grey": "default"}
_TEXT = ("success", "warning", "error", "accent", "primary", "secondary")


def theme_variables(theme: Mapping[str, str], *, dark: bool, ansi: bool) -> dict[str, str]:
    """Return what is put on top of the variables of a theme: our own, and its own text where it cannot be read."""
    return _ansi(dark=dark) if ansi else _coloured(theme)


def _ansi(*, dark: bool) -> dict[str, str]:
    # The terminal decides what these look like: nothing can be measured, and quiet text is its own dim.
    colours = {name: f"ansi_{colour}" for name, colour in (_ANSI_DARK if dark else _ANSI_LIGHT).items()}
    quiet = "ansi_default dim"
    tags = {f"tag-{tag}": f"ansi_{_ANSI_TAGS.get(tag, tag)}" for tag in COLOURS}
    return {
        **_named(colours, quiet=quiet, plain="ansi_default", heading=colours["lively"]),
        **tags,
        "tag-other": colours["calm"],
        "key": colours["lively"],
        "footer-key-foreground": colours["lively"],
        "muted": "ansi_default",
        "muted-style": quiet,
        "muted-text-style": "dim",
    }


def _coloured(theme: Mapping[str, str]) -> dict[str, str]:
    background, surface = Color.parse(theme["background"]), Color.parse(theme["surface"])
    panel = background + Color.parse(theme["panel"])
    given = Color.parse(theme["foreground"])
    # A field that has the focus, and a note that is selected, are a little lighter or darker than what is around.
    grounds = (background, surface, surface.blend(given, _TINT, alpha=1))
    plain = _readable(given, (*grounds, panel))
    made = {name: _readable(Color.parse(theme[f"text-{name}"]), grounds) for name in _TEXT}
    quiet = _readable(plain.blend(surface, 0.45, alpha=1), grounds).hex
    text = {f"text-{name}": colour.hex for name, colour in made.items()}
    colours = {
        "strong": made["warning"].hex,
        "lively": made["primary"].hex,
        "calm": made["secondary"].hex,
        "done": made["success"].hex,
        "against": made["error"].hex,
    }
    cursor = Color.parse(theme["block-cursor-background"])
    footer = background + Color.parse(theme["footer-background"])
    field = background + Color.parse(theme["input-cursor-background"])
    blurred = Color.parse(theme["block-cursor-blurred-background"])
    return {
        **_named(colours, quiet=quiet, plain=plain.hex, heading=made["accent"].hex),
        **{f"tag-{tag}": _readable(Color.parse(hue), grounds).hex for tag, hue in _HUES.items()},
        "tag-other": quiet,
        "key": made["accent"].hex,
        "muted": quiet,
        "muted-style": quiet,
        "muted-text-style": "none",
        **text,
        "foreground": plain.hex,
        "foreground-muted": quiet,
        "text-muted": quiet,
        "text-disabled": quiet,
        "block-cursor-foreground": _readable(
            _colour(theme["block-cursor-foreground"], cursor), (cursor,)
        ).hex,
        "block-cursor-blurred-foreground": _readable(plain, (background + blurred, surface + blurred)).hex,
        "input-cursor-foreground": _readable(_colour(theme["input-cursor-foreground"], field), (field,)).hex,
        "footer-foreground": _readable(plain, (footer,)).hex,
        "footer-description-foreground": _readable(
            _colour(theme["footer-description-foreground"], footer), (footer,)
        ).hex,
        "footer-key-foreground": _readable(_colour(theme["footer-key-foreground"], footer), (footer,)).hex,
    }


def _named(colours: Mapping[str, str], *, quiet: str, plain: str, heading: str) -> dict[str, str]:
    return {
        "heading": heading,
        "status-unreviewed": quiet,
        "status-in-review": colours["lively"],
        "status-needs-follow-up": colours["strong"],
        "status-reviewed": colours["done"],
        "status-set-aside": quiet,
        "status-other": plain,
        "role-addressee": heading,
        "role-partner": colours["lively"],
        "role-beneficiary": colours["done"],
        "role-target": colours["against"],
        "role-proposed": colours["calm"],
        "role-context": quiet,
    }


def _colour(text: str, ground: Color) -> Color:
    """Return a colour of a theme; of what Textual works out for itself, what stands out most from the ground."""
    # Color.parse would first seek the name of a colour that is like it.
    if text.startswith("auto"):
        return max((WHITE, BLACK), key=lambda colour: contrast(colour, ground))
    return ground + Color.parse(text)


def _readable(colour: Color, grounds: Iterable[Color]) -> Color:
    """Return the colour nearest to this one that can be read on all of these grounds."""
    grounds = tuple(grounds)
    colour = grounds[0] + colour
    luminances = [_luminance(ground) for ground in grounds]
    end = max((WHITE, BLACK), key=lambda end: min(_ratio(_luminance(end), each) for each in luminances))
    for step in range(_STEPS):
        mixed = colour.blend(end, step / _STEPS, alpha=1)
        if min(_ratio(_luminance(mixed), each) for each in luminances) > CONTRAST:
            return mixed
    return end


def contrast(front: Color, back: Color) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, relative luminance): 1 to 21."""
    return _ratio(_luminance(front), _luminance(back))


def _ratio(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
