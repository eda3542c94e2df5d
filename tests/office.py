"""LibreOffice, as an office that is handed a file: it opens it, and writes it again."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

OFFICE_SECONDS = 100
"""For LibreOffice, which takes two on an idle machine."""


def office(folder: Path, source: str, end: str) -> Path:
    """Have LibreOffice open a document and write it again in another format, into a folder of its own."""
    library, package = (
        ("libsclo.so", "calc") if source.endswith((".xlsx", ".fods")) else ("libswlo.so", "writer")
    )
    found = shutil.which("soffice")
    if found is None or not Path(found).resolve().with_name(library).exists():
        assert not os.environ.get("CI"), ".ci/run installs LibreOffice"
        pytest.skip(f"needs LibreOffice: the Debian package libreoffice-{package}-nogui")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        found,
        profile,
        "--headless",
        "--convert-to",
        end,
        "--outdir",
        str(folder / "out"),
        str(folder / source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=OFFICE_SECONDS)
    return folder / "out" / f"{Path(source).stem}.{end}"
