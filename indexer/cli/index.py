"""Commands that make an index: fetch, index, extract, prepare; those about its snapshots are in `snapshots.py` and `store.py`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from indexer.cli.snapshots import commands as snapshot_commands
from indexer.cli.store import commands as store_commands
from indexer.cli.terminal import (
    DEFAULT_INDEX,
    FolderOption,
    JsonOption,
    ModelOption,
    PassagePrefixOption,
    PathsArgument,
    QueryPrefixOption,
    RayAddressOption,
    RichProgress,
    StrictOption,
    err,
    indexer_settings,
    out,
    print_degraded,
    print_json,
    printable,
    read_settings,
)
from indexer.core.article import Article, Page, Skip
from indexer.core.errors import InputError, PageError
from indexer.core.process import stoppable
from indexer.distributed.backend import WorkersKind

if TYPE_CHECKING:
    from indexer.extract.fields import Choice
    from indexer.fetch.report import FetchReport
    from indexer.fetch.settings import FetchSettings
    from indexer.pipeline.context import BuildPlan
    from indexer.pipeline.report import BuildReport
    from indexer.settings import IndexerSettings

commands = typer.Typer()
commands.registered_commands.extend(snapshot_commands.registered_commands)
commands.registered_commands.extend(store_commands.registered_commands)

_NAMED_SKIPS = 5
"""Skipped pages named in the summary, for each reason; --json has them all."""


@commands.command("index")
def index_command(
    context: typer.Context,
    paths: PathsArgument,
    index: FolderOption = DEFAULT_INDEX,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune", help="Delete articles that are not in PATH... any more; those of unreadable pages stay."
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Publish even if nothing changed, too many articles are gone, or a golden question fails."
        ),
    ] = False,
    golden: Annotated[
        Path | None,
        typer.Option(
            "--golden",
            metavar="FILE.jsonl",
            help='Golden questions, which must find their articles: one {"question", "article_ids"} per line. Default: DIR/golden.jsonl.',
        ),
    ] = None,
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    chunk_tokens: Annotated[
        int | None,
        typer.Option("--chunk-tokens", metavar="N", help="Maximum length of a chunk, in tokens of the model."),
    ] = None,
    time_zone: Annotated[
        str | None,
        typer.Option(
            "--time-zone",
            metavar="ZONE",
            help="Time zone of dates without an offset, and of --from and --to: an IANA name. "
            "Default: XUNWEN_TIME_ZONE, else that of the last snapshot, else Asia/Shanghai.",
        ),
    ] = None,
    workers: Annotated[
        WorkersKind, typer.Option("--workers", help="Where to extract and embed: in this process, or on a Ray cluster.")
    ] = WorkersKind.LOCAL,
    ray_address: RayAddressOption = None,
    strict: StrictOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    json: JsonOption = False,
) -> None:
    """Bring an index up to date with scraped pages, and publish it.

    New and edited articles of PATH... are taken, unchanged ones cost no embedding, others stay unless --prune deletes
    them. The index published before serves until the new one is whole.

    Examples: xunwen index data/pages  ·  xunwen index archive.jsonl.xz --index news --prune  ·  cat a.html | xunwen index -
    """
    from indexer.pipeline.context import BuildPlan

    settings = indexer_settings(
        model=model,
        query_prefix=query_prefix,
        passage_prefix=passage_prefix,
        chunk_tokens=chunk_tokens,
        time_zone=time_zone,
        strict=strict or None,
    )
    plan = BuildPlan.of(settings, prune=prune, force=force, golden=golden, find=context.obj)
    report = _build(paths, index, settings, plan, quiet=quiet or json, workers=workers, ray_address=ray_address)
    if json:
        print_json(report.to_fields())
    elif report.published:
        _print_report(report, index)
    else:
        out.print(f"[green]nothing changed[/green]  {report.articles:,} articles, snapshot {report.snapshot} stays")
        if report.unread:
            out.print(Text(_unread(report), style="yellow"), soft_wrap=True)
        print_degraded(report.degraded)


def _build(
    paths: list[str],
    index: Path,
    settings: "IndexerSettings",
    plan: "BuildPlan",
    *,
    quiet: bool,
    workers: WorkersKind,
    ray_address: str | None,
) -> "BuildReport":
    """Loads the model and builds, with bars; a build that is stopped says how far it came."""
    # Here and not at the top, as in the other commands: faiss, bm25s and the rest are a second that --help need not wait.
    from indexer.pipeline.build_sources import build_sources
    from indexer.pipeline.report import BuildStopped

    with stoppable() as stops:
        try:
            with RichProgress(quiet=quiet) as progress:
                return build_sources(
                    paths, index, settings, plan, progress=progress, workers=workers, ray_address=ray_address
                )
        except BuildStopped as stop:
            if not quiet:
                err.print(_how_far(stop.report), soft_wrap=True)
            raise typer.Exit(stops.code) from None
        except KeyboardInterrupt:
            raise typer.Exit(stops.code) from None


def _how_far(report: "BuildReport") -> str:
    """What a stopped build had done, in one line."""
    stage = next(reversed(report.seconds), "start")
    vectors = report.embedded + report.reused + report.carried
    done = f", {vectors:,} of {report.chunks:,} chunks have their vectors" if report.chunks else ""
    return f"Stopped in stage {stage}: {report.pages:,} pages read{done}. Nothing was published."


def _unread(report: "BuildReport") -> str:
    """What was not pruned, in words."""
    return f"kept {report.unread:,} whose page could not be read; --prune deletes them when it can, or is gone"


def _print_report(report: "BuildReport", index: Path) -> None:
    """The summary that a person reads."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    table.add_row("pages", f"{report.pages:,} read, {report.articles:,} articles kept, {len(report.skips):,} skipped")
    for reason, count in report.skipped.most_common():
        names = [skip.name for skip in report.skips if skip.reason == reason][:_NAMED_SKIPS]
        more = f" … and {count - len(names):,} more" if count > len(names) else ""
        table.add_row("", Text(printable(f"{count:,} {reason}: {', '.join(names)}{more}"), style="yellow"))
    changes = f"{report.new:,} new, {report.edited:,} edited, {report.unchanged:,} unchanged"
    others = f"{report.kept:,} kept (not in the sources), {report.deleted:,} deleted"
    table.add_row("articles", f"{changes}, {others}" if report.base else f"{report.new:,} new")
    if report.unread:
        table.add_row("", Text(_unread(report), style="yellow"))
    if report.replaced:
        table.add_row("", f"{report.replaced:,} replaced by a later page of the same id, or another in its file")
    vectors = f"{report.embedded:,} embedded now, {report.reused:,} from the cache"
    carried = f", {report.carried:,} as in the last snapshot" if report.carried else ""
    table.add_row("chunks", f"{report.chunks:,} ({vectors}{carried})")
    table.add_row("seconds", "  ".join(f"{stage} {took:.1f}" for stage, took in report.seconds.items()))
    table.add_row("model", report.backend)
    table.add_row("snapshot", Text(printable(f"{report.snapshot}, {report.bytes / 1e6:,.1f} MB in {index}")))
    for fault in report.faults:
        table.add_row("forced", Text(printable(fault), style="yellow"))
    table.add_row("report", Text(printable(str(index / "reports" / f"{report.build}.html"))))
    out.print(Panel(table, title="Published", title_align="left", border_style="green", expand=False))
    out.print(f'Ask it: [bold]xunwen ask "…" --index {escape(printable(str(index)))}[/bold]', soft_wrap=True)
    print_degraded(report.degraded)


@commands.command("extract")
def extract_command(
    paths: PathsArgument,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Show where date, source and authors were found, and which candidates were rejected."
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show what the indexer reads out of pages: every field, and the body.

    Examples: xunwen extract page.html --json  ·  xunwen extract page.html --explain
    """
    from indexer.input.pages import read_pages

    articles = 0
    for page in read_pages(paths):
        found = page if isinstance(page, Skip) else _extracted(page)
        if isinstance(found, Skip):
            _print_skip(found, json=json)
        else:
            articles += 1
            article, choices = found
            _print_article(page.name, article, choices if explain else (), json=json)
    if articles == 0:
        raise InputError("No article was found.", next_step="The reasons are above.")


def _extracted(page: Page) -> "tuple[Article, tuple[Choice, ...]] | Skip":
    from indexer.extract.article import explain_article

    try:
        return explain_article(page)
    except PageError as error:
        return Skip(page.name, error.reason, error.message)


def _print_skip(skip: Skip, *, json: bool) -> None:
    if json:
        print_json({"page": skip.name, "skipped": str(skip.reason), "detail": skip.detail})
    else:
        line = printable(f"skipped {skip.name}: {skip.reason}. {skip.detail}")
        err.print(Text(line, style="yellow"), soft_wrap=True)


def _print_article(name: str, article: Article, choices: "tuple[Choice, ...]", *, json: bool) -> None:
    if json:
        fields = asdict(article)
        del fields["published_local"]  # a page belongs to no archive yet
        explained = {"explained": [asdict(choice) for choice in choices]} if choices else {}
        print_json({"page": name, **fields, "author": article.author, **explained})
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    for field in ("id", "url", "source", "author", "editor", "published_at", "language", "image"):
        table.add_row(field, Text(str(getattr(article, field)) or "–"))
    table.add_row("keywords", Text(" ".join(article.keywords) or "–"))
    table.add_row("body", Text(f"{len(article.body):,} characters"))
    for choice in choices:
        table.add_row(f"{choice.field} by", Text(printable(choice.reason or "–")))
        for other in choice.others:
            table.add_row("", Text(printable(f"not: {other.said} ({other.reason})"), style="dim"))
    out.print(Panel(table, title=Text(article.title or name, style="bold"), title_align="left", expand=False))
    out.print(Text(article.body), soft_wrap=True)
    out.print()


@commands.command("fetch")
def fetch_command(
    addresses: Annotated[
        list[str],
        typer.Argument(metavar="URL...", help="Feeds, sitemaps, pages, or front pages, whose feeds are then found."),
    ],
    folder: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Folder to save pages in, for xunwen index.")],
    since: Annotated[
        str,
        typer.Option(
            "--since", metavar="DATE", help="Skip pages that the feed or sitemap dates before this day: 2024-05-01."
        ),
    ] = "",
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=0, metavar="N", help="Fetch at most N pages; run the command again to continue."),
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option("--contact", metavar="MAIL|URL", help="How sites can reach you. Default: XUNWEN_FETCH_CONTACT."),
    ] = None,
    delay: Annotated[
        float | None,
        typer.Option("--delay", metavar="SECONDS", help="Seconds between requests to one host. Default 1."),
    ] = None,
    private: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-network", metavar="NETWORK", help="Also fetch from this private network, such as 10.1.0.0/16."
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    json: JsonOption = False,
) -> None:
    """Fetch the pages that feeds and sitemaps list into a folder, as robots.txt allows.

    What is kept already is asked for only where it may have changed. A run that was stopped goes on when it is run again.

    Examples: xunwen fetch https://news.example/feed.xml --to pages --contact desk@news.example && xunwen index pages
    ·  xunwen fetch https://news.example/sitemap.xml --to pages --since 2024-05-01 --limit 500
    """
    from indexer.fetch.run import Wanted, fetch
    from indexer.fetch.settings import FetchSettings
    from indexer.input.documents.feed import moment

    begin = moment(since) if since else None
    if since and begin is None:
        raise typer.BadParameter(f"--since {since}: give a day, as in 2024-05-01.")
    settings = read_settings(
        FetchSettings, contact=contact, delay=delay, private_networks=tuple(private) if private else None
    )
    with stoppable() as stops:
        try:
            with RichProgress(quiet=quiet or json) as progress:
                report = fetch(addresses, folder, settings, progress, Wanted(begin, limit))
        except KeyboardInterrupt:
            raise typer.Exit(stops.code) from None
    if json:
        print_json(report.to_fields())
    else:
        _print_fetched(report, folder, settings)
    if report.failures and not report.reached and not report.known:
        first = report.failures[0]
        raise InputError(
            f"Nothing was fetched. First: {first.address}: {first.detail}", next_step="Check the addresses."
        )


def _print_fetched(report: "FetchReport", folder: Path, settings: "FetchSettings") -> None:
    """The summary that a person reads."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    table.add_row("listed", f"{report.listed:,} pages: {report.known:,} kept before, {report.old:,} too old")
    table.add_row("fetched", f"{report.new:,} new, {report.changed:,} changed, {report.unchanged:,} unchanged")
    if report.left:
        table.add_row("left", f"{report.left:,} for the next run, as --limit says")
    for each in report.failures[:_NAMED_SKIPS]:
        table.add_row("failed", Text(printable(f"{each.address}: {each.detail}"), style="yellow"))
    if (more := len(report.failures) - _NAMED_SKIPS) > 0:
        table.add_row("", Text(f"… and {more:,} more", style="yellow"))
    if not settings.contact:
        table.add_row("contact", Text("none: sites can't reach you; give one with --contact", style="yellow"))
    out.print(Panel(table, title="Fetched", title_align="left", border_style="green", expand=False))
    out.print(f"Index it: [bold]xunwen index {escape(printable(str(folder)))}[/bold]", soft_wrap=True)


@commands.command("prepare")
def prepare_command(
    model: ModelOption = None, query_prefix: QueryPrefixOption = None, passage_prefix: PassagePrefixOption = None
) -> None:
    """Make the embedding model ready, once for each machine, and say what computes with it here.

    `index`, `ask` and `serve` make it ready by themselves.

    Examples: xunwen prepare  ·  xunwen prepare --model ./bge-m3 --query-prefix "" --passage-prefix ""
    """
    from indexer.embed.load import load_embedder

    settings = indexer_settings(model=model, query_prefix=query_prefix, passage_prefix=passage_prefix)
    with RichProgress() as progress:
        progress.stage("model", None, "files")
        embedder = load_embedder(settings, progress=progress.note)
    card = embedder.card
    name = escape(printable(card.name))
    facts = f"{card.fingerprint[:12]}  {card.dimension} dimensions  {embedder.backend}"
    out.print(f"[green]ready[/green]  {name}  {facts}", soft_wrap=True)
    print_degraded([str(each) for each in embedder.degraded])
