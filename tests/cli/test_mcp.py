"""`xunwen mcp`: an assistant's client starts it, calls its tools and ends it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import anyio
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.archives import DONATION
from tests.cli.command import xunwen


def test_an_assistant_starts_it_and_asks(shared_index: Path) -> None:
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "service", "mcp", "--index", str(shared_index)], env=dict(os.environ)
    )

    async def main() -> None:
        async with Client(stdio_client(command)) as client:
            assert client.server_info.name == "xunwen"
            # The first call waits for the model.
            found = (await client.call_tool("search", {"query": "柳河村 捐款", "limit": 1})).structured_content
            (passage,) = found["passages"]
            assert passage["article"]["id"] == "donation"
            assert DONATION["body"][passage["start"] : passage["end"]] == passage["quote"]
            (contents,) = (await client.read_resource(passage["uri"])).contents
            assert contents.text == DONATION["body"]
            missing = await client.call_tool("read_article", {"article_id": "nobody"})
            assert missing.is_error

    anyio.run(main)


def test_it_ends_with_its_input_and_on_interruption(tmp_path: Path) -> None:
    """Also where nothing is published yet: an assistant may start before there is an index."""
    command = [sys.executable, "-m", "service", "mcp", "--index", str(tmp_path)]
    hello = b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n'
    for signalled in (False, True):
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            process.stdin.write(hello)
            process.stdin.flush()
            assert b'"id":1' in process.stdout.readline()
            if signalled:
                process.send_signal(signal.SIGINT)
                assert process.wait(20) == 130
            else:
                process.stdin.close()
                assert process.wait(20) == 0


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    assert xunwen("mcp", "--index", tmp_path / "nowhere").error.startswith("There is no index in")
