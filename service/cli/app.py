"""The command `xunwen`: the indexer's commands, and search, ask and serve over a snapshot."""

import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias, cast, get_args

import typer

from indexer.cli.index import commands as indexer_commands
from indexer.cli.terminal import (
    DEFAULT_INDEX,
    IndexOption,
    JsonOption,
    ModelOption,
    PassagePrefixOption,
    QueryPrefixOption,
    StrictOption,
    indexer_settings,
    out,
    print_error,
    read_settings,
    write_what_can_be_written,
)
from indexer.core.errors import LOGGER as DEGRADED_LOGGER
from indexer.core.errors import XunwenError
from indexer.core.process import INTERRUPTED, TERMINATED
from service.cli.alerts import commands as alert_commands
from service.cli.config import ConfigOption, FileToCheck, configure
from service.cli.config import commands as config_commands
from service.cli.events import events as events_commands
from service.cli.keys import commands as key_commands
from service.cli.publish import commands as publish_commands
from service.cli.query_log import commands as log_commands
from service.cli.related import commands as related_commands
from service.cli.related import export as export_commands
from service.curation.commands import curation as curation_commands
from service.evaluate.split import Half
from service.results import FacetName, Filters, GroupBy, Mode, Period, Sort
from service.web.strings import PageLanguage

if TYPE_CHECKING:
    from indexer.embed.embedder import Embedder
    from indexer.index.snapshot import Snapshot
    from indexer.settings import IndexerSettings
    from service.cli.ask import Asking
    from service.settings import ServiceSettings

app = typer.Typer(
    help="Ask a news archive questions in your own words and language. Start: xunwen index PATH..., then xunwen ask.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.registered_commands.extend(indexer_commands.registered_commands)
app.registered_commands.extend(publish_commands.registered_commands)
app.registered_commands.extend(related_commands.registered_commands)
app.add_typer(export_commands, name="export")
app.add_typer(key_commands, name="keys")
app.add_typer(config_commands, name="config")
app.add_typer(alert_commands, name="alerts")
app.add_typer(log_commands, name="log")
app.add_typer(events_commands, name="events")
app.add_typer(curation_commands, name="curation")

QuestionArgument: TypeAlias = Annotated[
    str | None, typer.Argument(metavar="QUESTION", help="The question, in any language. Leave it out with --batch.")
]
WordsOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--words", help="Treat the whole question as words, including what looks like an operator (see above)."
    ),
]
BatchOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--batch", metavar="FILE.jsonl", help='Ask every {"id", "text"} line of this file (- reads standard input).'
    ),
]
LimitOption: TypeAlias = Annotated[
    int, typer.Option("--limit", "-n", min=1, max=100, help="Number of passages to show.")
]
ModeOption: TypeAlias = Annotated[
    Mode | None,
    typer.Option(
        "--mode",
        help="dense: by meaning; lexical: by words; hybrid: both; reranked: both, and the reader reorders the first ten.",
    ),
]
ArticleOption: TypeAlias = Annotated[
    list[str] | None, typer.Option("--article", metavar="ID", help="Only articles with this id. Repeatable.")
]
SourceOption: TypeAlias = Annotated[
    list[str] | None, typer.Option("--source", metavar="NAME", help="Only articles of this source. Repeatable.")
]
LanguageOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--language", metavar="TAG", help="Only articles in this language: zh, en, … Repeatable."),
]
FromOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--from", metavar="DATE", help="Only articles published on this date or later, in the archive's time zone."
    ),
]
ToOption: TypeAlias = Annotated[
    str, typer.Option("--to", metavar="DATE", help="Only articles published on this date or earlier.")
]


@app.command("search")
def search_command(
    question: QuestionArgument = None,
    index: IndexOption = DEFAULT_INDEX,
    limit: LimitOption = 10,
    mode: ModeOption = None,
    group_by: Annotated[
        GroupBy,
        typer.Option(
            "--group-by",
            help="chunk: every passage; article: the best passage of each article; story: the best passage of all its copies.",
        ),
    ] = "chunk",
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how each score was computed and what names were taken for.")
    ] = False,
    article: ArticleOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    author: Annotated[
        list[str] | None, typer.Option("--author", metavar="NAME", help="Only articles by this author. Repeatable.")
    ] = None,
    keyword: Annotated[
        list[str] | None, typer.Option("--keyword", metavar="WORD", help="Only articles with this keyword. Repeatable.")
    ] = None,
    published_from: FromOption = "",
    published_to: ToOption = "",
    sort: Annotated[
        Sort,
        typer.Option(
            "--sort",
            help="relevance, or by date: newest or oldest first, of all passages that contain at least half of the words.",
        ),
    ] = "relevance",
    facet: Annotated[
        list[str] | None,
        typer.Option(
            "--facet",
            metavar="FACT",
            help=f"Count the matching articles by {', '.join(get_args(FacetName))}. Repeatable.",
        ),
    ] = None,
    histogram: Annotated[
        Period | None, typer.Option("--histogram", help="Count the matching articles by day, month or year.")
    ] = None,
    words: WordsOption = False,
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    strict: StrictOption = False,
    batch: BatchOption = None,
    json: JsonOption = False,
) -> None:
    """Rank passages for a question.

    Operators stand between blanks: "as it is written", -without, this OR that, intitle:word, source:name, author:name,
    keyword:word, after:2021-07 (from then on), before:2022 (until then).

    Examples: xunwen search "疫情防控 捐款" --from 2020-02-01 --source 青禾新闻网  ·  xunwen search "flood" --group-by story
    ·  xunwen search '"三万多元" 捐款 -证券 before:2022'
    """
    given = _given(question, batch)
    chosen = _filters(article, source, language, published_from, published_to)
    filters = replace(chosen, authors=tuple(author) if author else None, keywords=tuple(keyword) if keyword else None)
    settings = indexer_settings(model=model, query_prefix=query_prefix, passage_prefix=passage_prefix)
    asking = _asking(index, settings, mode, strict=strict)
    from service.cli.ask import Listing

    asking.search(
        given,
        filters,
        Listing(limit, group_by, explain, sort, _facets(facet or []), histogram, words),
        json=json,
    )


@app.command("ask")
def ask_command(
    question: QuestionArgument = None,
    index: IndexOption = DEFAULT_INDEX,
    limit: LimitOption = 3,
    mode: ModeOption = None,
    article: ArticleOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    published_from: FromOption = "",
    published_to: ToOption = "",
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="Answer as of this date: later articles are ignored, and 'last year' is counted from it.",
        ),
    ] = "",
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    strict: StrictOption = False,
    generate: Annotated[
        bool,
        typer.Option(
            "--generate",
            help="Also let a language model write an answer (XUNWEN_LLM_URL); every sentence is checked against its sources.",
        ),
    ] = False,
    words: WordsOption = False,
    history: Annotated[
        list[str] | None,
        typer.Option(
            "--history",
            metavar="QUESTION",
            help='Asked before: "and in 2021?" is then understood in full. Repeatable, the oldest first.',
        ),
    ] = None,
    batch: BatchOption = None,
    json: JsonOption = False,
) -> None:
    """Answer a question with a quote, and show the passages it was found among.

    Operators say which passages may answer; they stand between blanks, as in xunwen search: "as it is written", -without,
    source:name, author:name, intitle:word, after:2021-07, before:2022. Quotation marks inside a question are part of it.

    Examples: xunwen ask "捐了多少钱？"  ·  xunwen ask "how much was donated?" --article t0f3a9c
    ·  xunwen ask "捐了多少钱？ source:青禾新闻网 before:2022"
    ·  xunwen ask "那口罩呢？" --history "柳禾村三天一共收到多少捐款？"
    """
    given, filters = _given(question, batch), _filters(article, source, language, published_from, published_to)
    settings = indexer_settings(model=model, query_prefix=query_prefix, passage_prefix=passage_prefix)
    asking = _asking(index, settings, mode, strict=strict)
    from service.cli.ask import Wanted

    asking.ask(given, filters, Wanted(limit, as_of, generate, words, tuple(history or ())), json=json)


@app.command("chat")
def chat_command(
    index: IndexOption = DEFAULT_INDEX,
    limit: LimitOption = 3,
    mode: ModeOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    published_from: FromOption = "",
    published_to: ToOption = "",
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    strict: StrictOption = False,
) -> None:
    """Answer one question a line, each understood after those before it; an empty line ends it.

    Example: xunwen chat --index news, and then: How much was donated in 2020?  ·  and in 2021?
    """
    settings = indexer_settings(model=model, query_prefix=query_prefix, passage_prefix=passage_prefix)
    asking = _asking(index, settings, mode, strict=strict)
    asking.chat(_filters(None, source, language, published_from, published_to), limit=limit)


@app.command("serve")
def serve_command(
    index: IndexOption = DEFAULT_INDEX,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on. Default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on. Default 8000.")] = None,
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    strict: StrictOption = False,
    config: ConfigOption = None,
) -> None:
    """Answer over HTTP until stopped. GET / is the page to ask on; /readyz answers 200 once questions can be asked.

    A folder without an index is waited for: what is published there is served. One that does not exist is an error,
    unless XUNWEN_ADMIN_KEY or XUNWEN_SCHEDULE lets index jobs make it.

    Example: xunwen serve --index news --port 8080
    """
    from indexer.core.processors import one_thread_a_call

    one_thread_a_call()  # before anything that computes is imported
    from service.http.serve import serve

    del config  # taken as it was read
    settings = _service_settings(host=host, port=port, strict=strict or None)
    chosen = indexer_settings(
        model=model, query_prefix=query_prefix, passage_prefix=passage_prefix, strict=strict or None
    )
    serve(index, settings, chosen)


@app.command("mcp")
def mcp_command(
    index: IndexOption = DEFAULT_INDEX,
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    strict: StrictOption = False,
) -> None:
    """Give an assistant the archive as tools (Model Context Protocol), on standard input and output.

    The assistant's program starts this command and ends it. A running service has the same tools at POST /mcp. Needs the extra
    mcp: pip install 'xunwen[mcp]'.

    Example: xunwen mcp --index news
    """
    from service.cli.mcp import serve_stdio

    chosen = indexer_settings(
        model=model, query_prefix=query_prefix, passage_prefix=passage_prefix, strict=strict or None
    )
    serve_stdio(index, _service_settings(strict=strict or None), chosen)


@app.command("report")
def report_command(
    out_file: Annotated[Path, typer.Option("--out", "-o", metavar="FILE.html", help="File to write the report to.")],
    index: IndexOption = DEFAULT_INDEX,
    language: Annotated[PageLanguage, typer.Option("--language", help="Language of the report.")] = PageLanguage.EN,
) -> None:
    """Draw the archive at a glance: sources, dates, lengths, repeated stories, a map. One HTML file without external resources.

    Example: xunwen report --index news --out archive.html
    """
    from service.cli.report import write_report

    overview = write_report(index, out_file, language)
    out.print(f"{out_file}: {overview.articles:,} articles, {len(overview.places):,} of them on the map.")


@app.command("eval")
def eval_command(
    sets: Annotated[
        list[Path],
        typer.Argument(metavar="SET...", help="Sets of questions: folders with queries.jsonl, or JSON Lines files."),
    ],
    index: Annotated[
        Path | None,
        typer.Option("--index", metavar="DIR", help="Index to ask. Default: one built from each set's corpus."),
    ] = None,
    work: Annotated[
        Path | None, typer.Option("--work", metavar="DIR", help="Folder for these indexes. Default: in the cache.")
    ] = None,
    modes: Annotated[
        str | None,
        typer.Option(
            "--modes",
            metavar="MODE,…",
            help="Modes to compare. Default: dense,lexical,hybrid; answers are always found as xunwen ask finds them.",
        ),
    ] = None,
    half: Annotated[
        Half, typer.Option("--half", help="Which half of the questions to ask: tune settings on one, report the other.")
    ] = Half.ALL,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Ask at most N questions of each language pair.")
    ] = None,
    answers: Annotated[
        bool,
        typer.Option("--answers", help="Also judge the answers, by kind and language: exact, right, wrong, declined."),
    ] = False,
    json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write all figures and ranks to this file; - prints them."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a report with plots to this file.")
    ] = None,
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    strict: StrictOption = False,
) -> None:
    """Measure how well questions find the articles that answer them, in each mode, with intervals and tests.

    Example: xunwen eval my-questions.jsonl --index news --html report.html
    """
    from service.cli.evaluate import Reports, chosen_modes, run_command
    from service.evaluate.run import EvaluationPlan
    from service.evaluate.summarize import leading_mode
    from service.search.searcher import ANSWERING_MODE

    settings = indexer_settings(
        model=model, query_prefix=query_prefix, passage_prefix=passage_prefix, strict=strict or None
    )
    limits = _service_settings()
    kept = work or settings.cache_dir / "evaluate"
    chosen = chosen_modes(modes or "dense,lexical,hybrid")
    answer_mode = leading_mode(chosen) if modes else limits.default_mode or ANSWERING_MODE
    plan = EvaluationPlan(
        index, kept, chosen, half, limit, settings.chunk_tokens, answers, answer_mode, limits.read_candidates
    )
    run_command(sets, plan, settings, Reports(json, html), reader_file=limits.reader)


def _service_settings(**chosen: object) -> "ServiceSettings":
    """Settings from the environment, with the options that were given on top."""
    from service.settings import ServiceSettings

    return read_settings(ServiceSettings, **chosen)


def _filters(
    article: list[str] | None, source: list[str] | None, language: list[str] | None, first: str, last: str
) -> Filters:
    articles, sources, languages = (tuple(each) if each else None for each in (article, source, language))
    return Filters(articles, sources, languages, first, last)


def _facets(named: list[str]) -> tuple[FacetName, ...]:
    """What to count by; a fact that articles are not counted by is told."""
    known = get_args(FacetName)
    if wrong := [name for name in named if name not in known]:
        raise typer.BadParameter(f"--facet {wrong[0]}: give one of {', '.join(known)}.")
    return tuple(cast(list[FacetName], named))


def _given(question: str | None, batch: Path | None) -> str | Path:
    """The question, or the file of questions: one of them."""
    if question is not None and batch is None:
        return question
    if batch is not None and question is None:
        return batch
    raise typer.BadParameter("Write a question, or give --batch FILE.jsonl.")


def _asking(index: Path, settings: "IndexerSettings", mode: Mode | None, *, strict: bool) -> "Asking":
    # Here and not at the top: this brings faiss and bm25s, a second that --help and serve need not wait for.
    from service.cli.ask import Asking

    return Asking.open(index, settings, _service_settings(strict=strict or None), mode)


_STOPPED = {int(INTERRUPTED): "Interrupted.", int(TERMINATED): "Terminated."}
"""Exit codes of a command that was told to stop; Typer ends it without a word."""


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        out.print(f"xunwen {version('xunwen')}")
        raise typer.Exit


def _find_articles(snapshot: "Snapshot", embedder: "Embedder", questions: Sequence[str], limit: int) -> list[list[str]]:
    """How `xunwen index` asks golden questions: the indexer does not know the service, so it is handed over."""
    from service.search.golden import find_articles

    return find_articles(snapshot, embedder, questions, limit)


@app.callback()
def root(
    context: typer.Context,
    config: FileToCheck = None,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Ask a news archive questions in your own words and language."""
    context.obj = _find_articles

    del config  # taken as it was read
    if context.invoked_subcommand != "config":
        configure()


def main() -> None:
    """Runs the command: exit 0 done, 1 the task failed, 2 wrong usage, 130 interrupted, 143 terminated."""
    write_what_can_be_written()
    # A command's last line says what is missing; only a service, which sets up a log, says it there too.
    logging.getLogger(DEGRADED_LOGGER).addHandler(logging.NullHandler())
    try:
        app()
    except SystemExit as end:
        if isinstance(end.code, int) and end.code in _STOPPED:
            next_step = "Run it again; an index build goes on where it was stopped."
            print_error(XunwenError(_STOPPED[end.code], next_step=next_step))
        raise
    except XunwenError as error:
        print_error(error)
        sys.exit(1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print_error(
            XunwenError(f"{place}{error.strerror or error}.", next_step="Check the path, its rights and space.")
        )
        sys.exit(1)
