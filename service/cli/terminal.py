"""Answers and hits as a person reads them on a terminal, also those that a language model writes; text of pages is shown as text, never as markup."""

import asyncio
import time
from collections.abc import Sequence

from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from indexer.cli.terminal import out, print_degraded, printable
from service.cli.figure_line import figure_line
from service.generate.generate import generate
from service.generate.generated import Generated, GenerationStatus
from service.generate.open import require_writer
from service.http.ask_schemas import (
    AlternativeBody,
    AnswerBody,
    AskedResponse,
    AskResponse,
    CitationBody,
    GeneratedBody,
)
from service.http.search_schemas import ArticleHead, CountBody, HitBody, SearchResponse, SignalsBody, UnderstoodBody
from service.query.operators import Query
from service.results import AnswerKind, AskResult
from service.settings import ServiceSettings
from service.web.confidence import Confidence, reason_told
from service.web.strings import PageLanguage, text_of

_REASONS = {
    "no_evidence": "Nothing in the archive answers this.",
    "unsure": "This may be the answer, but it is not sure enough to be given as one.",
    "low_margin": "The passages give several answers, and none stands out.",
    "type_mismatch": "The two things compared are not told in figures of one kind.",
    "conflict": "Articles disagree on this.",
    "ambiguous": "Articles on different events answer this differently. Name the one you mean.",
    "other_period": "The passages found tell of another time than the one asked about.",
    "changed": "No sentence answers this; what changed between its reports is this:",
    "unavailable": "A part of the index can't be reached: no answer can be weighed right now.",
}


def print_answer(question: str, response: AskResponse) -> None:
    """The quote inside its passage, where it stands, and the passages ranked beside it."""
    out.print()
    if response.understood is not None and response.understood.question not in {"", question}:
        out.print(Text("understood as: ", style="dim").append(printable(response.understood.question), style="bold"))
        for other in response.understood.otherwise:
            out.print(Text("or meant:      ", style="dim").append(printable(other)))
    alternatives: Sequence[AlternativeBody] = response.alternatives
    if response.answer is None:
        alternatives = _print_abstention(question, response)
    else:
        out.print(_answer_line(response.answer, response.wanted))
    _print_other_wording(response)
    for citation in response.citations[:1]:
        _print_citation(citation, response, question)
    for citation in response.citations[1:]:
        out.print(Padding(Text("also in ", style="dim").append_text(_headline(citation.article)), (0, 0, 0, 3)))
    _print_changes(response)
    for alternative in alternatives:
        _print_alternative(alternative)
    if response.hits:
        out.print(Rule(Text("passages", style="dim"), align="left", style="dim"))
    for hit in response.hits:
        _print_hit(hit)
    _print_footer(response)


def _print_abstention(question: str, response: AskResponse) -> Sequence[AlternativeBody]:
    """Why there is no answer; where something may well be one, its quote. Returns the alternatives that are left to show."""
    likeliest = next(iter(response.alternatives), None)
    reason = reason_told(response.reason, likeliest.answer.confidence if likeliest else None)
    out.print(Text(_REASONS.get(reason, reason), style="yellow"))
    if likeliest is None or reason == response.reason:
        return response.alternatives
    sure = Confidence.of(likeliest.answer.confidence)
    out.print(Text(likeliest.answer.text, style="bold").append(f"  perhaps, confidence {sure}", style="dim"))
    _print_citation(likeliest.citation, response, question)
    return response.alternatives[1:]


def print_hits(question: str, response: SearchResponse) -> None:
    """Ranked passages."""
    out.print()
    if not response.hits:
        out.print(Text(f"Nothing matches {question!r}.", style="yellow"))
    _print_other_wording(response)
    for hit in response.hits:
        _print_hit(hit)
    for name, others in (response.names or {}).items():
        out.print(Text(f"{name} was looked for as {', '.join(others)} too.", style="dim"))
    for line in response.curated or ():
        out.print(Text(printable(line), style="dim"))
    if response.matches is not None:
        _print_counts(response)
    _print_footer(response)


def _print_other_wording(response: AskResponse | SearchResponse) -> None:
    """Another wording of which articles hold more."""
    if response.did_you_mean:
        out.print(Text("Did you mean: ", style="dim").append(printable(response.did_you_mean), style="bold"))


def _print_counts(response: SearchResponse) -> None:
    """How many articles match, in all and by what was asked for."""
    out.print(Text(f"{response.matches:,} articles match", style="bold"))
    named: list[tuple[str, list[CountBody]]] = [*(response.facets or {}).items(), ("when", response.histogram or [])]
    for name, counts in named:
        if counts:
            said = ", ".join(f"{each.value} {each.articles:,}" for each in counts)
            out.print(Padding(Text(f"{name}: ", style="dim").append(said), (0, 0, 0, 3)))


def _answer_line(answer: AnswerBody, wanted: str) -> Text:
    """What was read from the quote, as signs and digits, and how sure that is."""
    value = figure_line(answer.figure) if answer.figure else ""
    words = answer.verdict.capitalize() if answer.kind is AnswerKind.SENTENCE else answer.text
    line = Text(words, style="bold bright_yellow")
    if value:
        line.append(f"  = {value}", style="bold")
    sure = Confidence.of(answer.confidence)
    in_words = text_of(PageLanguage.EN, sure.words).lower()
    return line.append(f"{'  ' if words else ''}{wanted}, confidence {sure} ({in_words})", style="dim")


def _print_changes(response: AskResponse) -> None:
    """What one report after the other states of each thing that changed, a line each; that nothing did, where that was asked."""
    if response.changes == []:
        nothing = "No other report of its event gives another figure for one thing."
        out.print(Padding(Text(nothing, style="dim"), (0, 0, 0, 3)))
    for change in response.changes or ():
        for mark, said in change.steps():
            value = figure_line(said.figure)
            line = Text(f"{mark or ' '} ", style="yellow" if mark == "→" else "dim").append(said.text, style="bold")
            line.append(f"{f' = {value}' if value else ''} — ", style="dim")
            out.print(Padding(line.append_text(_headline(said.citation.article)), (0, 0, 0, 3)))
        out.print()


def _print_alternative(alternative: AlternativeBody) -> None:
    """Another answer in one line, with the article that gives it."""
    kind = "before" if alternative.superseded else "but" if alternative.conflict else "or"
    sure = Confidence.of(alternative.answer.confidence)
    line = Text(f"{kind} ", style="yellow" if alternative.conflict else "dim")
    line.append(alternative.answer.text, style="bold").append(f" ({sure}) — ", style="dim")
    out.print(Padding(line.append_text(_headline(alternative.citation.article)), (0, 0, 0, 3)))


def _print_citation(citation: CitationBody, response: AskResponse, question: str) -> None:
    """A quote in a frame: highlighted inside the passage that it was found in."""
    passage, offset = citation.quote, citation.start
    for hit in response.hits:
        same = hit.article.id == citation.article.id
        if same and hit.chunk.start <= citation.start and citation.end <= hit.chunk.end:
            passage, offset = hit.chunk.text, hit.chunk.start
            break
    start, end = citation.start - offset, citation.end - offset
    text = Text(passage)
    text.stylize("bold black on bright_yellow", start, end)
    if not out.is_terminal:  # no colours there
        text = Text(f"{passage[:start]}▸{passage[start:end]}◂{passage[end:]}")
    place = f"characters {citation.start}–{citation.end} of {citation.article.id}"
    out.print(
        Panel(
            text,
            title=Text(question, style="bold"),
            title_align="left",
            subtitle=Text(place, style="dim"),
            subtitle_align="right",
            border_style="green",
            padding=(1, 2),
        )
    )
    out.print(Padding(_headline(citation.article), (0, 0, 1, 3)))


def _print_hit(hit: HitBody) -> None:
    head = Text(f"{hit.rank:>2} ", style="bold cyan")
    head.append_text(_headline(hit.article))
    head.append(f"  {_score(hit)}{', weak' if hit.weak else ''}", style="dim")
    out.print(head)
    text = Text(hit.chunk.text)
    for span in hit.highlights:
        text.stylize("bold", span.start, span.end)
    below = [_copies(hit)] if hit.copies else []
    below += [_signals(hit.signals)] if hit.signals else []
    out.print(Padding(Group(text, *below), (0, 0, 1, 3)))


def _copies(hit: HitBody) -> Text:
    """Who else printed it."""
    names = ", ".join(copy.source or copy.article_id for copy in hit.copies)
    return Text(f"also in {names}", style="dim")


def _signals(signals: SignalsBody) -> Text:
    """What the score is made of, in one line."""
    parts = ((name.replace("_", " "), value) for name, value in signals.model_dump().items())
    said = (
        name if value is True else f"{name} {value:.3f}"
        for name, value in parts
        if value is not None and value is not False
    )
    return Text(" · ".join(said), style="dim")


def _headline(article: ArticleHead) -> Text:
    """Title, source and date on one line."""
    line = Text(article.title or article.id, style="bold")
    for part in (article.source, article.published_at.replace("T", " ")):
        if part:
            line.append(f" · {part}", style="dim")
    return line


def _score(hit: HitBody) -> str:
    legs = [("meaning", hit.scores.dense), ("words", hit.scores.lexical)]
    shown = ", ".join(f"{name} {score:.2f}" for name, score in legs if score is not None)
    return f"{hit.score:.3f} ({shown})"


def _print_operators(understood: UnderstoodBody | None) -> None:
    """What of a query was taken for operators, and how to have it as words."""
    if understood is None or not understood.operators:
        return
    named = (f"{each.name} {' or '.join(each.values)}" for each in understood.operators)
    line = Text("only ", style="dim").append(", ".join(named)).append("; --words takes all as words", style="dim")
    out.print(line)


def _print_footer(response: SearchResponse | AskResponse) -> None:
    _print_operators(response.understood)
    took = response.took_ms.get("total", 0.0)
    read = f", {response.read} read" if response.read else ""
    out.print(Text(f"{response.mode} search of snapshot {response.snapshot}{read}, {took:.0f} ms", style="dim"))
    print_degraded(response.degraded)


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
