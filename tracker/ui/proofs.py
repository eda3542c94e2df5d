"""Trying the proofs of what is on screen: beside the keys, and only where the file of a source is at hand."""

import asyncio
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.reading import citations

if TYPE_CHECKING:
    from tracker.ui.store import Store

_SETTLED_SECONDS = 0.3
"""How long a recommendation stays on screen before its proofs are tried: reading on is not to wait for a PDF."""

Proofs = Mapping[tuple[str, int], str | None]
"""By table and id: what is wrong with a statement, None where its file has it; left out where that was not tried."""


async def proofs_of(store: "Store", recommendation_id: int) -> Proofs:
    """Return what becomes of the proofs of a recommendation; raises TrackerError where it cannot be read."""
    await asyncio.sleep(_SETTLED_SECONDS)
    quoted = await store.read(partial(citations.of_recommendation, recommendation_id=recommendation_id))
    if not quoted:
        return {}
    # What reads documents and tables is imported where nobody waits for it.
    proofs = await store.run_in_thread(
        partial(__import__, "tracker.proofs", fromlist=["proofs"]), lane="proofs"
    )
    folder = Path(store.path).absolute().parent
    found: Proofs = await store.run_in_thread(partial(proofs.faults_at_hand, quoted, [folder]), lane="proofs")
    return found
