"""What is typed is what happens: keys that come in one packet do what they do one at a time."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pty.conftest import LARGE, SMALL, came_of
from tests.pty.sitting import Forks

SEQUENCES = {
    "a status, undone, and another": "s 4 u s 2",
    "a jump by the palette, then a status": ": 8 enter s 4",
    "a search, then a status": "/ d r o n e enter s 2",
    "two notes": "n o n e ctrl+s n t w o ctrl+s",
    "a status with its reason": "s 3 tab w h y enter",
    "statuses and a tag down the list": "j j s 3 j t 2 enter",
    "a tag while a note is selected": "enter tab t a i d enter",
    "the same status twice": "s 4 s 2",
    "down a list that grows shorter": "/ s t a t u s : u n r e v i e w e d enter s 4 j s 2",
    "a new tag, used at once": "t n e w enter j t n e w enter",
    "marks, then a note on all": "space space n b o t h ctrl+s j s 1",
    "history, and undo of what is selected": "s 4 h j u escape",
    "all history": "s 4 H u escape s 2",
    "the matrix, filtered, then its list": "m / i r a n enter enter s 4",
    "the overview, then its list": "o j j j enter s 2",
    "a note edited and one deleted in the notebook": "N e x ctrl+s j d escape s 4",
    "a tag made and edited in the codebook": "T a f o o tab b a r enter e x enter escape t 3 enter",
    "tags merged": "T M d r enter u escape s 4",
    "a view saved, opened and deleted": "/ a i d enter S m y ctrl+s escape v d enter s 4",
    "facets over the list": "f j enter escape s 4",
    "export, twice over the same file": "/ n a t o enter x 1 x 1 enter j s 4",
    "help, and back": "? j q s 4",
    "help, scrolled, after what is told": "n x ctrl+s pagedown d ? pagedown",
    "colours, and back": "ctrl+t j escape s 4",
    "the statement and its rows, and back": "Q enter G q j q s 4",
    "a note left with its text": "n a b c escape escape j n d ctrl+s",
    "a preview, and back to writing": "n a b f3 c f3 d ctrl+s s 4",
    "the text read in the middle of a note": "n a f6 j j f6 b ctrl+s s 4",
    "the text scrolled from the note": "n a ctrl+down b ctrl+down ctrl+up c ctrl+s s 4",
    "a note on the whole screen": "n a f5 b f6 G f5 c ctrl+s s 2",
    "an edit with the text read meanwhile": "j j e x f6 G escape y ctrl+s s 4",
    "marks, each read while the note is written": "space space n a f6 J j K f6 b ctrl+s u s 4",
    "a note left from its text": "n a f6 j escape escape escape u b ctrl+s",
    "an editor that leaves the text": "n a f4 b ctrl+s",
    "pasted, with keys before and after": "n paste:pasted_text x ctrl+s s 2",
    "a paste where nothing is typed": "paste:s4 j s 2",
    "to the end, and a status there": "G s 4 g s 2",
    "pages down, and a tag": "pagedown pagedown t 1 enter",
    "to the next recommendation's only note": "j j enter d u escape s 2",
    "read on, and judged": "enter s 4 J s 2 K n x ctrl+s escape s 5",
    "the next unreviewed, and the next": ". s 4 . s 2 enter . s 5",
    "one of two notes, from the list": "e j enter x ctrl+s d enter j s 4",
    "the only note, from the list": "j j e x ctrl+s d u s 2",
    "the list of an actor, back to the matrix, and on": "m j enter s 4 escape right enter J s 2 escape escape s 5",
    "the source, and back": "L j escape s 4",
    "sorted, and turned round": "z s 4 Z s 2",
    "a query with a fault": "/ t a g : x enter s 4",
    "an answer by its form, then a status": "r 4 tab n o t e d tab tab y e s t e r d a y enter j s 4",
    "a deadline that moves, and one step back": "w + 6 w enter w + 9 w tab w h y enter u s 2",
    "a closed status that is refused, then proven": "p 4 enter t o d a y enter L enter d o n e ctrl+s j s 4",
    "reported progress, and an owner": "p b 2 shift+tab space enter O b o b enter s 2",
    "an owner of those that are marked": "space space O enter escape @ b o b enter s 4",
    "a form left, and gone on with": "r 2 tab x escape j s 4 k r enter s 2",
    "an answer corrected, deleted and brought back": "r 1 enter enter tab e 5 enter d u escape s 4",
    "what needs somebody, and acting on it": "w y e s t e r d a y enter I w + 6 w enter s 4 escape s 2",
    "quit while it saves": "s 4 q",
    "quit at once while it saves": "s 4 ctrl+q",
}


READING = frozenset(
    ["/", ":", "m", "o", "f", "G", "pagedown", ".", "J", "z", "H", "Q", "N", "T", "L", "@", "space"]
)
"""Keys that read the more the longer the list is, or move within it."""


@pytest.mark.parametrize("keys", [pytest.param(keys, id=name) for name, keys in SEQUENCES.items()])
def test_one_packet_does_what_one_key_at_a_time_does(
    forks: Forks, files: dict[int, Path], tmp_path: Path, keys: str
) -> None:
    pressed = keys.split()
    # What is read takes its time with many, and stands beside what is there; the rest does the same at any size.
    size = LARGE if READING.intersection(pressed) else SMALL
    apart = came_of(forks, files, tmp_path / "sitting", pressed, in_one=False, size=size)
    at_once = came_of(forks, files, tmp_path / "sitting", pressed, in_one=True, size=size)
    assert at_once == apart


@pytest.mark.parametrize(
    "keys",
    [
        "s 4 s 2 u",
        "n o n e ctrl+s n t w o ctrl+s",
        "j s 3 / a i d enter s 4",
        "t a i d enter s 4 j t 2 enter",
    ],
)
def test_the_same_while_another_program_holds_the_file(
    forks: Forks, files: dict[int, Path], tmp_path: Path, keys: str
) -> None:
    pressed = keys.split()
    apart = came_of(forks, files, tmp_path / "sitting", pressed, in_one=False)
    at_once = came_of(forks, files, tmp_path / "sitting", pressed, in_one=True, locked=True)
    assert at_once == apart


SCREENS = (
    "enter",
    "m",
    "o",
    "L",
    "N",
    "T",
    "v",
    "h",
    "H",
    "Q",
    "?",
    ":",
    "f",
    "ctrl+t",
    "x",
    "I",
    "escape",
    "q",
)
MOVES = ("j", "j", "k", "g", "G", "down", "up", "pagedown", "tab", "space", "J", "K", ".")
ACTS = ("s", "t", "n", "e", "d", "u", "U", "S", "a", "M", "r", "p", "w", "O", "z", "Z", "y", "V", "*")
TYPED = ("1", "2", "4", "enter", "ctrl+s", "f3", "f6", "escape", "backspace", "paste:some_words", "w", "i")
SEARCHED = (
    "/ a i d enter",
    "/ s t a t u s : r e v i e w e d enter",
    "/ : enter",
    ": i r a n enter",
    ": 3 enter",
)
PRESSED = st.one_of(
    *(st.sampled_from(keys) for keys in (SCREENS, MOVES, ACTS, TYPED, TYPED, SEARCHED)),
    st.sampled_from(("s 4", "s 2", "t 1 enter", "n x ctrl+s", "S v enter", "r 4 enter", "w + 6 w enter")),
)


def test_made_up_sequences_do_the_same(
    forks: Forks, files: dict[int, Path], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    @settings(max_examples=request.config.getoption("--sequences"), suppress_health_check=list(HealthCheck))
    @given(st.lists(PRESSED, min_size=2, max_size=9), st.booleans())
    def same(parts: list[str], large: bool) -> None:
        keys = " ".join(parts).split()
        size = LARGE if large else SMALL
        apart = came_of(forks, files, tmp_path / "sitting", keys, in_one=False, size=size)
        at_once = came_of(forks, files, tmp_path / "sitting", keys, in_one=True, size=size)
        assert at_once == apart

    same()
