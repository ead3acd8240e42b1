"""Where `xunwen` begins, and `python -m service`: what must be right before the second that the imports take."""

import os
import signal
import sys
from _thread import interrupt_main
from threading import Timer
from types import FrameType

_INTERRUPTED = 128 + signal.SIGINT
_SAID = b"error: Interrupted. Run it again; an index build goes on where it was stopped.\n"
_AFTER_IMPORT = 0.05
"""Seconds until an interruption that met an import is tried again."""


def main() -> None:
    """Runs the command; Ctrl-C ends it with one line and exit 130, from here to its last moment."""
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # not under nohup
    if heeded:
        signal.signal(signal.SIGINT, _leave)
    _speak_utf8()
    from service.cli.app import main as run

    try:
        if heeded:
            signal.signal(signal.SIGINT, _interrupt)
        run()
    except SystemExit as end:
        _end_as_meant(end)
        raise
    except KeyboardInterrupt:
        _leave(signal.SIGINT, None)
    finally:
        if heeded:
            signal.signal(signal.SIGINT, _leave)


def _end_as_meant(end: SystemExit) -> None:
    """Ends at once where a model is still being loaded: under that the interpreter's own end would be a crash."""
    if "indexer.core.native_threads" not in sys.modules:  # who loads a model has imported it
        return
    from indexer.core.native_threads import end_under_native_threads

    end_under_native_threads(end.code if isinstance(end.code, int) else int(end.code is not None))


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Ends at once: where this is in force there is nothing to put in order, and an exception could be lost or shown."""
    os.write(2, _SAID)
    os._exit(_INTERRUPTED)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Raises KeyboardInterrupt, but not into an import, which makes other errors of it or swallows it."""
    if _imports(frame):
        again = Timer(_AFTER_IMPORT, interrupt_main)
        again.daemon = True
        again.start()
    else:
        signal.default_int_handler(number, frame)


def _imports(frame: FrameType | None) -> bool:
    """Whether what was interrupted is the import of a module."""
    while frame is not None:
        if frame.f_globals.get("__name__") == "importlib._bootstrap":
            return True
        frame = frame.f_back
    return False


def _speak_utf8() -> None:
    """Starts again in Python's UTF-8 mode where the locale knows ASCII only, as in `LC_ALL=C`.

    Whatever is not ASCII there is UTF-8: arguments, names of files, variables, streams, and those of processes begun from
    here. Only the interpreter can change all of them, and only when it starts.
    """
    if sys.getfilesystemencoding() != "ascii" or sys.flags.utf8_mode or not sys.executable:
        return
    arguments = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
    os.execve(sys.executable, arguments, {**os.environ, "PYTHONUTF8": "1"})  # noqa: S606  itself, without a shell


if __name__ == "__main__":
    main()
