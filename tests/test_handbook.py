"""What CONTRIBUTING.md says of the way of an edit can be found in the code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WAY = (
    (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("go this way:")[2].partition("\n## ")[0]
)
STEPS = re.findall(r"^\d\. (.*?)(?=^\d\. |\Z)", WAY, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[:40])
def test_a_step_of_the_edit_is_where_the_handbook_says(step: str) -> None:
    place, *names = re.findall(r"`(.+?)`", step)
    source = (ROOT / "tracker" / place).read_text(encoding="utf-8")
    assert [name for name in names if not re.search(rf"\b{name}\b", source)] == []


def test_the_edit_is_followed_from_key_to_row_and_back() -> None:
    assert len(STEPS) == 8
