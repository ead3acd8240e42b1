"""Threads that compute in native code for seconds, and how a process ends that does not wait for them."""

import os
import sys
import threading
from collections.abc import Callable


class NativeThread(threading.Thread):
    """A thread that loads a model, say: nobody waits for its end, and nothing can make it end."""

    def __init__(self, target: Callable[..., object], *arguments: object, name: str) -> None:
        super().__init__(target=target, args=arguments, name=name, daemon=True)


def end_under_native_threads(code: int) -> None:
    """Ends the process with an exit code where such a thread runs; returns where none does.

    The interpreter takes itself apart under threads that go on, and ends each that comes back to it: one that comes out of
    C++ takes the process with it (SIGABRT), whatever the exit code was to be.
    """
    if not any(isinstance(each, NativeThread) for each in threading.enumerate()):
        return
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # closed
            stream.flush()
    os._exit(code)
