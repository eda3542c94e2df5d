"""How long a call takes, whatever else the machine and the other tests do."""

import gc
import time
from collections.abc import Callable


def processor_seconds(call: Callable[[], object], *, tries: int = 3) -> float:
    """Seconds of processor time that `call` takes in this thread: the quickest of `tries`.

    What other threads do, how much of the heap earlier tests left to be looked through, and whatever took the
    caches away for a moment do not count.
    """
    taken = []
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(tries):
            began = time.thread_time()
            call()
            taken.append(time.thread_time() - began)
    finally:
        if collecting:
            gc.enable()
    return min(taken)
