"""The wheel stands alone: it carries migrations and seeds, and works from any directory."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import LIMIT_SECONDS

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run("uv", "build", "--wheel", "--quiet", "--out-dir", str(folder), str(ROOT), cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def _run(*command: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_SECONDS,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def test_the_wheel_carries_the_migrations_and_the_seeds(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "tracker/_migrations/env.py" in names
    assert any(name.startswith("tracker/_migrations/versions/0001") for name in names)
    assert "tracker/_seeds/isis-leadership-struggle.toml" in names
    assert "tracker/ui/tracker.tcss" in names
    assert {"ask.html", "desk.html", "desk.js", "page.css"} <= {Path(name).name for name in names}
    assert {"tracker.bash", "tracker.zsh", "tracker.fish"} <= {Path(name).name for name in names}


def test_an_installed_wheel_loads_and_lists_from_another_directory(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    _run("uv", "venv", "--quiet", "--python", sys.executable, str(environment), cwd=tmp_path)
    python = environment / "bin" / "python"
    _run("uv", "pip", "install", "--quiet", "--python", str(python), str(wheel), cwd=tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    tracker = str(environment / "bin" / "tracker")
    database = str(tmp_path / "tracker.db")
    assert "8 recommendations" in _run(tracker, "load", cwd=elsewhere, TRACKER_DB=database)
    listed = _run(tracker, "list", cwd=elsewhere, TRACKER_DB=database).splitlines()
    assert len(listed) == 8
    assert listed[2].startswith("3\tunreviewed\t")
