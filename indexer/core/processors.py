"""How many processors there are for this process, and who takes them: the callers of libraries, not the libraries."""

import os
from collections.abc import Mapping

_POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Where libraries of arithmetic read, as they are loaded, how many threads they take for one call."""
_OURS = "_XUNWEN_THREAD_COUNTS"
"""Names the variables that were set here, for whoever inherits them."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_thread_a_call() -> None:
    """Has the libraries that this process loads from now on do each call in the thread that makes it.

    For a process with as many threads at work as there are processors: each would bring threads of the library's, which wait
    for work by spinning. What the environment says already stays.
    """
    ours = [name for name in _POOLS if name not in os.environ]
    os.environ.update(dict.fromkeys(ours, "1"), **{_OURS: " ".join(ours)})


def as_it_was(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without what `one_thread_a_call` said: for a process that has work for all processors."""
    ours = {_OURS, *environment.get(_OURS, "").split()}
    return {name: value for name, value in environment.items() if name not in ours}
