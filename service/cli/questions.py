"""The commands `search`, `ask` and `chat`: their options, read into what `service.cli.ask` does."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias, cast, get_args

import typer

from indexer.cli.terminal import (
    DEFAULT_INDEX,
    IndexOption,
    JsonOption,
    ModelOption,
    PassagePrefixOption,
    QueryPrefixOption,
    StrictOption,
    indexer_settings,
)
from service.cli.config import service_settings
from service.results import FacetName, Filters, GroupBy, Mode, Period, Sort

if TYPE_CHECKING:
    from indexer.settings import IndexerSettings
    from service.cli.ask import Asking

commands = typer.Typer()

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


@commands.command("search")
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
    site: Annotated[
        list[str] | None,
        typer.Option("--site", metavar="HOST", help="Only articles from this host or a host below it. Repeatable."),
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
    keyword:word, site:bbc.co.uk, after:2021-07 (from then on), before:2022 (until then).

    Examples: xunwen search "疫情防控 捐款" --from 2020-02-01 --source 青禾新闻网  ·  xunwen search "flood" --group-by story
    ·  xunwen search '"三万多元" 捐款 -证券 before:2022'
    """
    given = _given(question, batch)
    chosen = _filters(article, source, language, published_from, published_to)
    authors, keywords, sites = (tuple(each) if each else None for each in (author, keyword, site))
    filters = replace(chosen, authors=authors, keywords=keywords, sites=sites)
    settings = indexer_settings(model=model, query_prefix=query_prefix, passage_prefix=passage_prefix)
    asking = _asking(index, settings, mode, strict=strict)
    from service.cli.ask import Listing

    asking.search(
        given,
        filters,
        Listing(
            limit, group_by, explain=explain, sort=sort, facets=_facets(facet or []), histogram=histogram, words=words
        ),
        json=json,
    )


@commands.command("ask")
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
    source:name, author:name, site:bbc.co.uk, intitle:word, after:2021-07, before:2022. Quotation marks inside a question are
    part of it.

    Examples: xunwen ask "捐了多少钱？"  ·  xunwen ask "how much was donated?" --article t0f3a9c
    ·  xunwen ask "捐了多少钱？ source:青禾新闻网 before:2022"
    ·  xunwen ask "那口罩呢？" --history "柳禾村三天一共收到多少捐款？"
    """
    given, filters = _given(question, batch), _filters(article, source, language, published_from, published_to)
    settings = indexer_settings(model=model, query_prefix=query_prefix, passage_prefix=passage_prefix)
    asking = _asking(index, settings, mode, strict=strict)
    from service.cli.ask import Wanted

    asking.ask(given, filters, Wanted(limit, as_of, generate, words, tuple(history or ())), json=json)


@commands.command("chat")
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

    return Asking.open(index, settings, service_settings(strict=strict or None), mode)
