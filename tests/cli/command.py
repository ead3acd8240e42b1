"""The command as a shell sees it, run in this process: arguments in, exit code and both streams out."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from service.cli.app import main


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def results(self) -> list[dict]:
        """What `--json` printed: each line of stdout is one object, and no NaN is among the numbers."""
        return [json.loads(line, parse_constant=_refuse) for line in self.out.splitlines()]

    @property
    def error(self) -> str:
        """The one line of stderr with which a command fails that was asked to be quiet."""
        assert self.code == 1, self
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert line.startswith("error: ")
        return line.removeprefix("error: ")


def xunwen(*arguments: object, stdin: bytes = b"", encoding: str = "utf-8") -> Done:
    """Runs `xunwen` with these arguments; an exception that would be a traceback is raised here."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    source = io.TextIOWrapper(io.BytesIO(stdin), encoding=encoding)
    code = 0
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "stdin", source),
        patch.object(sys, "argv", ["xunwen", *map(str, arguments)]),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
    texts = [_written(stream) for stream in (out, err)]
    return Done(code, *texts)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode(stream.encoding)


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")
