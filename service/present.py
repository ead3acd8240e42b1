"""Answers and hits as a person enjoys reading them on a terminal. Text of pages is shown as text, never as markup."""

from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from indexer.console import out
from service.http.schemas import ArticleHead, AskResponse, CitationBody, HitBody, SearchResponse

_REASONS = {"no_evidence": "Nothing in the archive matches the question."}


def print_answer(question: str, response: AskResponse) -> None:
    """The quote inside its passage, where it stands, and the passages ranked beside it."""
    out.print()
    if response.answer is None:
        out.print(Text(_REASONS.get(response.reason, response.reason), style="yellow"))
    for citation in response.citations:
        _print_citation(citation, response.hits, question)
    for warning in response.degraded:
        out.print(Text(f"degraded: {warning}", style="yellow"))
    if response.hits:
        out.print(Rule(Text("passages", style="dim"), align="left", style="dim"))
    for hit in response.hits:
        _print_hit(hit)
    _print_footer(response)


def print_hits(question: str, response: SearchResponse) -> None:
    """Ranked passages."""
    out.print()
    if not response.hits:
        out.print(Text(f"Nothing matches {question!r}.", style="yellow"))
    for warning in response.degraded:
        out.print(Text(f"degraded: {warning}", style="yellow"))
    for hit in response.hits:
        _print_hit(hit)
    _print_footer(response)


def _print_citation(citation: CitationBody, hits: list[HitBody], question: str) -> None:
    """A quote in a frame: highlighted inside the passage that it was found in."""
    passage, offset = citation.quote, citation.start
    for hit in hits:
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
    head.append(f"  {_score(hit)}", style="dim")
    out.print(head)
    text = Text(hit.chunk.text)
    for span in hit.highlights:
        text.stylize("bold", span.start, span.end)
    out.print(Padding(text, (0, 0, 1, 3)))


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


def _print_footer(response: SearchResponse | AskResponse) -> None:
    took = response.took_ms.get("total", 0.0)
    out.print(Text(f"{response.mode} search of snapshot {response.snapshot}, {took:.0f} ms", style="dim"))
