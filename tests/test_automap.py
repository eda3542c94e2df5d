"""SQLAlchemy's automap reads the file as `migrations/SCHEMA.md` says."""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

PAGE = Path(__file__).resolve().parent.parent / "migrations" / "SCHEMA.md"


def test_a_row_leads_to_its_status_beside_the_code_of_it(seeded: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(program.replace("sqlite:///tracker.db", f"sqlite:///{seeded}"), names)
    engine = create_engine(f"sqlite:///{seeded}")
    with Session(engine) as session:
        first = session.get(names["Base"].classes.recommendation, 1)
        assert first is not None
        assert (first.review_status, first.review_status_row.name) == ("unreviewed", "Unreviewed")
    engine.dispose()
