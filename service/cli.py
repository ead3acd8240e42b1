"""The command `xunwen`: the indexer's commands, and search, ask and serve over a snapshot."""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from pydantic import ValidationError

from indexer.cli import commands as indexer_commands
from indexer.console import out, print_error, setting_error
from indexer.domain import Filters, Mode
from indexer.errors import XunwenError
from indexer.options import (
    DEFAULT_INDEX,
    IndexOption,
    JsonOption,
    ModelOption,
    PassagePrefixOption,
    QueryPrefixOption,
    indexer_settings,
)
from indexer.settings import IndexerSettings
from service.http.serve import serve
from service.settings import ServiceSettings

if TYPE_CHECKING:
    from service.asking import Asking

app = typer.Typer(
    help="Ask a news archive questions in your own words and language. Start: xunwen index PATH..., then xunwen ask.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.registered_commands.extend(indexer_commands.registered_commands)

QuestionArgument: TypeAlias = Annotated[
    str | None, typer.Argument(metavar="QUESTION", help="In any language. Leave it out with --batch.")
]
BatchOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--batch", metavar="FILE.jsonl", help='Ask each line {"id", "text"} of a file (- for standard input) instead.'
    ),
]
LimitOption: TypeAlias = Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="How many passages.")]
ModeOption: TypeAlias = Annotated[Mode, typer.Option("--mode", help="Search by meaning, by words, or both.")]
ArticleOption: TypeAlias = Annotated[list[str] | None, typer.Option("--article", metavar="ID", help="Only these.")]
SourceOption: TypeAlias = Annotated[list[str] | None, typer.Option("--source", metavar="NAME", help="Only these.")]
LanguageOption: TypeAlias = Annotated[list[str] | None, typer.Option("--language", metavar="TAG", help="zh, en, …")]
FromOption: TypeAlias = Annotated[str, typer.Option("--from", metavar="DATE", help="Published then or later.")]
ToOption: TypeAlias = Annotated[str, typer.Option("--to", metavar="DATE", help="Published then or earlier.")]


@app.command("search")
def search_command(
    question: QuestionArgument = None,
    index: IndexOption = DEFAULT_INDEX,
    limit: LimitOption = 10,
    mode: ModeOption = Mode.HYBRID,
    by_article: Annotated[bool, typer.Option("--by-article", help="The best passage of each article only.")] = False,
    article: ArticleOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    published_from: FromOption = "",
    published_to: ToOption = "",
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    batch: BatchOption = None,
    json: JsonOption = False,
) -> None:
    """Rank passages for a question.

    Example: xunwen search "疫情防控 捐款" --from 2020-02-01 --source 青禾新闻网
    """
    asking = _asking(
        index, indexer_settings(model=model, query_prefix=query_prefix, passage_prefix=passage_prefix), mode
    )
    filters = _filters(article, source, language, published_from, published_to)
    asking.search(_given(question, batch), filters, limit=limit, by_article=by_article, json=json)


@app.command("ask")
def ask_command(
    question: QuestionArgument = None,
    index: IndexOption = DEFAULT_INDEX,
    limit: LimitOption = 3,
    mode: ModeOption = Mode.HYBRID,
    article: ArticleOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    published_from: FromOption = "",
    published_to: ToOption = "",
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    batch: BatchOption = None,
    json: JsonOption = False,
) -> None:
    """Answer a question with a quote, and show the passages it was found among.

    Examples: xunwen ask "捐了多少钱？"  ·  xunwen ask "how much was donated?" --article t0f3a9c
    """
    asking = _asking(
        index, indexer_settings(model=model, query_prefix=query_prefix, passage_prefix=passage_prefix), mode
    )
    filters = _filters(article, source, language, published_from, published_to)
    asking.ask(_given(question, batch), filters, limit=limit, json=json)


@app.command("serve")
def serve_command(
    index: IndexOption = DEFAULT_INDEX,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on. Default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on. Default 8000.")] = None,
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
) -> None:
    """Answer over HTTP until stopped. GET / lists the routes; /readyz says when questions can be asked."""
    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    try:
        settings = ServiceSettings.model_validate({**ServiceSettings().model_dump(), **chosen})
    except ValidationError as error:
        raise setting_error(error) from error
    serve(index, settings, indexer_settings(model=model, query_prefix=query_prefix, passage_prefix=passage_prefix))


def _filters(
    article: list[str] | None, source: list[str] | None, language: list[str] | None, first: str, last: str
) -> Filters:
    return Filters(tuple(article or ()), tuple(source or ()), tuple(language or ()), first, last)


def _given(question: str | None, batch: Path | None) -> str | Path:
    """The question, or the file of questions: one of them."""
    if question is not None and batch is None:
        return question
    if batch is not None and question is None:
        return batch
    raise typer.BadParameter("Write a question, or give --batch FILE.jsonl.")


def _asking(index: Path, settings: IndexerSettings, mode: Mode) -> "Asking":
    # Here and not at the top: this brings faiss and bm25s, a second that --help and serve need not wait for.
    from service.asking import Asking

    return Asking.open(index, settings, mode)


def _print_version(wanted: bool) -> None:
    if wanted:
        out.print(f"xunwen {version('xunwen')}")
        raise typer.Exit


@app.callback()
def root(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Ask a news archive questions in your own words and language."""


def main() -> None:
    """Runs the command: exit 0 done, 1 the task failed, 2 wrong usage, 130 interrupted."""
    try:
        app()
    except XunwenError as error:
        print_error(error)
        sys.exit(1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print_error(
            XunwenError(f"{place}{error.strerror or error}.", next_step="Check the path, its rights and space.")
        )
        sys.exit(1)
