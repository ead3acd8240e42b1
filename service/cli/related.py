"""The commands `xunwen related` and `xunwen export related`: related reading on the terminal and as files."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.padding import Padding
from rich.text import Text

from indexer.cli.terminal import (
    DEFAULT_INDEX,
    IndexOption,
    JsonOption,
    out,
    print_degraded,
    print_json,
    printable,
    read_settings,
)
from service.related.page import DEFAULT_LIMIT, MOST, RelatedRules

if TYPE_CHECKING:
    from service.http.related_schemas import RelatedResponse
    from service.search.index import SearchIndex

_Values: TypeAlias = list[str] | None
ExcludeOption = Annotated[_Values, typer.Option("--exclude", metavar="ID", help="Never list this article. Repeatable.")]
SourceOption = Annotated[
    _Values,
    typer.Option("--source", metavar="NAME", help="Only articles of this source. Repeatable."),
]
NotSourceOption = Annotated[
    _Values, typer.Option("--not-source", metavar="NAME", help="No articles of this source. Repeatable.")
]
KeywordOption = Annotated[
    _Values,
    typer.Option("--keyword", metavar="WORD", help="Only articles with this keyword, as a section. Repeatable."),
]
LanguageOption = Annotated[
    _Values,
    typer.Option("--language", metavar="TAG", help="Only articles in this language: zh, en. Repeatable."),
]
AgeOption = Annotated[
    int | None,
    typer.Option(
        "--max-age-days",
        min=0,
        max=1_000_000,
        help="Only what is at most so many days older than the newest article.",
    ),
]

commands = typer.Typer()
export = typer.Typer(
    help="Write parts of an index as files for web servers. Example: xunwen export related --out related",
    no_args_is_help=True,
)


@commands.command("related")
def related_command(
    article_id: Annotated[str, typer.Argument(metavar="ARTICLE_ID", help="Id of the article, as a search shows it.")],
    index: IndexOption = DEFAULT_INDEX,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=MOST, help="Number of articles to show.")
    ] = DEFAULT_LIMIT,
    page: Annotated[
        int, typer.Option("--page", min=1, help="Page of the list; after the last page comes the first again.")
    ] = 1,
    exclude: ExcludeOption = None,
    source: SourceOption = None,
    not_source: NotSourceOption = None,
    keyword: KeywordOption = None,
    language: LanguageOption = None,
    max_age_days: AgeOption = None,
    json: JsonOption = False,
) -> None:
    """Show what to read next to an article, and why.

    Example: xunwen related t0f3a9c --index news
    """
    # Here and not at the top, as in the other commands: faiss and the rest are a second that --help need not wait for.
    from service.http.related_schemas import RelatedResponse
    from service.related.lists import RelatedReading
    from service.search.opening import open_index

    archive = open_index(index)
    try:
        wanted = _rules(
            exclude, source, not_source=not_source, keyword=keyword, language=language, max_age_days=max_age_days
        )
        rules = _without_hidden(wanted, index, archive)
        found = RelatedReading(archive, None).page(article_id, limit=limit, page=page, rules=rules)
        response = RelatedResponse.of(found)
    finally:
        archive.close()
    if json:
        print_json(response.model_dump(mode="json"))
    else:
        _print(response)


@export.command("related")
def export_related_command(
    to: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to; created if missing.")],
    index: IndexOption = DEFAULT_INDEX,
    exclude: ExcludeOption = None,
    source: SourceOption = None,
    not_source: NotSourceOption = None,
    keyword: KeywordOption = None,
    language: LanguageOption = None,
    max_age_days: AgeOption = None,
    json: JsonOption = False,
) -> None:
    """Write one JSON file an article, from which the widget works with no service.

    The rules hold in every file, as those of GET /v1/articles/{id}/related do in one list.

    Example: xunwen export related --index news --out site/related --max-age-days 365
    """
    from service.cli.related_export import export_related
    from service.related.lists import RelatedReading
    from service.search.index import every_article
    from service.search.opening import open_index

    archive = open_index(index)
    try:
        ids = tuple(each for page in every_article(archive) for each in page.ids)
        wanted = _rules(
            exclude, source, not_source=not_source, keyword=keyword, language=language, max_age_days=max_age_days
        )
        rules = _without_hidden(wanted, index, archive)
        written = export_related(RelatedReading(archive, None), ids, to, rules)
    finally:
        archive.close()
    if json:
        print_json({"articles": len(ids), "written": written, "folder": str(to)})
    else:
        out.print(f"{len(ids):,} articles, {written:,} files new or changed in ", Text(printable(str(to))), sep="")


def _rules(
    exclude: _Values,
    source: _Values,
    *,
    not_source: _Values,
    keyword: _Values,
    language: _Values,
    max_age_days: int | None,
) -> RelatedRules:
    """What the options ask for."""
    named = RelatedRules(
        frozenset(exclude or ()),
        frozenset(source or ()),
        frozenset(not_source or ()),
        frozenset(keyword or ()),
        frozenset(language or ()),
    )
    return replace(named, max_age_days=max_age_days)


def _without_hidden(rules: RelatedRules, index: Path, archive: "SearchIndex") -> RelatedRules:
    """The rules, with what editors hide of an index left out as well."""
    from service.curation.applied import Curated
    from service.curation.opening import curation_of
    from service.settings import ServiceSettings

    hidden = Curated(archive.id_of, curation_of(index, read_settings(ServiceSettings))).hidden
    return replace(rules, exclude=rules.exclude | hidden)


def _print(response: "RelatedResponse") -> None:
    out.print()
    if not response.related:
        out.print(Text("Nothing in the archive is related to it.", style="yellow"))
    for item in response.related:
        head = Text(f"{item.rank:>2} ", style="bold cyan")
        head.append(printable(item.article.title or item.article.id), style="bold")
        facts = [item.article.source, item.article.published_day, *item.shared_words]
        head.append("".join(f" · {printable(fact)}" for fact in facts if fact), style="dim")
        out.print(head)
        out.print(Padding(Text(printable(item.snippet.text)), (0, 0, 1, 3)))
    out.print(Text(f"page {response.page} of {response.pages}, snapshot {response.snapshot}", style="dim"))
    print_degraded(response.degraded)
