"""A library that is not there, as after a `git pull` without `uv sync`, is named with what to do: no fault of ours."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import LIMIT_SECONDS

UPDATED = (
    "Where Tracker was updated, bring its libraries up to date too: uv sync --no-dev in its folder, or install it "
    "again as you did before.\n"
)


@pytest.mark.parametrize(
    ("change", "command", "sentence"),
    [
        ("sys.modules['alembic'] = None", "load", "The library alembic is missing."),
        ("sys.modules['click.exceptions'] = None", "list", "The library click is missing."),
        (
            "import platformdirs; del platformdirs.user_data_path, platformdirs.user_config_path",
            "path",
            "The library platformdirs is not the one Tracker needs.",
        ),
    ],
)
def test_it_is_named_with_what_to_do(change: str, command: str, sentence: str, tmp_path: Path) -> None:
    code = f"import sys; {change}; from tracker.__main__ import main; main([{command!r}])"
    process = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_SECONDS,
        env={"HOME": str(tmp_path), "TRACKER_ANALYST": "amy"},
    )
    assert (process.returncode, process.stderr) == (1, f"Error: {sentence} {UPDATED}")
