"""Answers of a language model on the command line: asked for, waited for, and printed above the quoted one."""

import asyncio
import time

from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from indexer.console import out
from indexer.domain import AskResult
from service.generate.generate import generate
from service.generate.generated import Generated, GenerationStatus
from service.generate.opening import require_writer
from service.http.generated_schemas import AskedResponse, GeneratedBody
from service.http.schemas import CitationBody
from service.operators import Query
from service.present import print_answer
from service.settings import ServiceSettings


def written_response(query: Query, result: AskResult, settings: ServiceSettings) -> AskedResponse:
    """The quoted answer with what the model of the settings writes.

    Raises:
        SettingError: None is configured, or its client is not installed.
    """
    began = time.perf_counter()
    generated = asyncio.run(_write(query.words, result, settings))
    took_ms = (time.perf_counter() - began) * 1000
    return AskedResponse.with_generated(result, generated, query=query, took_ms=took_ms)


async def _write(question: str, result: AskResult, settings: ServiceSettings) -> Generated:
    # One client a question: its connections belong to the event loop they were made in.
    writer = require_writer(settings)
    try:
        return await generate(writer, question, result.search.hits, seconds=settings.llm_seconds)
    finally:
        await writer.close()


def print_written(question: str, response: AskedResponse) -> None:
    """What a model wrote, each sentence with the quotes it was checked against; then the quoted answer as always."""
    if response.generated is not None:
        _print_generated(response.generated)
    print_answer(question, response)


def _print_generated(generated: GeneratedBody) -> None:
    numbers: dict[tuple[str, int, int], int] = {}
    quoted: list[CitationBody] = []
    text = Text()
    for statement in generated.statements:
        text.append(statement.text)
        for citation in statement.citations:
            place = (citation.article.id, citation.start, citation.end)
            if place not in numbers:
                numbers[place] = len(numbers) + 1
                quoted.append(citation)
            text.append(f" [{numbers[place]}]", style="dim")
        text.append(" ")
    out.print()
    if quoted:
        title = Text(f"written by {generated.model}, each sentence checked", style="dim")
        out.print(Panel(text, title=title, title_align="left", border_style="cyan", padding=(1, 2)))
    for number, citation in enumerate(quoted, start=1):
        where = f"characters {citation.start}–{citation.end} of {citation.article.id}"
        line = Text(f"[{number}] ", style="dim").append(f"“{citation.quote}”").append(f"  {where}", style="dim")
        out.print(Padding(line, (0, 0, 0, 3)))
    if generated.detail and generated.status in {GenerationStatus.WRITTEN, GenerationStatus.NOTHING}:
        # What a server failed at is among what is degraded, below.
        out.print(Padding(Text(generated.detail, style="yellow"), (0, 0, 0, 3)))
