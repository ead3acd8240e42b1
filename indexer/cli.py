"""Commands that make and inspect an index: index, extract, status, verify, prepare."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from indexer.console import RichProgress, err, out, print_json, printable
from indexer.domain import Article, Page, Skip
from indexer.errors import InputError, PageError
from indexer.manifest import Manifest
from indexer.options import (
    DEFAULT_INDEX,
    IndexOption,
    JsonOption,
    ModelOption,
    PassagePrefixOption,
    PathsArgument,
    QueryPrefixOption,
    indexer_settings,
)
from indexer.pages import OnBytes, read_pages, total_bytes
from indexer.settings import IndexerSettings

if TYPE_CHECKING:
    from indexer.build import BuildReport

commands = typer.Typer()

_NAMED_SKIPS = 5
"""Skipped pages named in the summary, for each reason; --json has them all."""


@commands.command("index")
def index_command(
    paths: PathsArgument,
    index: IndexOption = DEFAULT_INDEX,
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    chunk_tokens: Annotated[
        int | None, typer.Option("--chunk-tokens", metavar="N", help="Longest chunk, in the model's tokens.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    json: JsonOption = False,
) -> None:
    """Build an index of scraped pages and publish it.

    The index holds exactly what PATH... gives; the one published before serves until the new one is whole. Texts
    embedded before are not embedded again.

    Examples: xunwen index data/pages  ·  xunwen index archive.jsonl.xz --index news  ·  cat a.html | xunwen index -
    """
    settings = indexer_settings(
        model=model, query_prefix=query_prefix, passage_prefix=passage_prefix, chunk_tokens=chunk_tokens
    )
    report = _build(paths, index, settings, quiet=quiet or json)
    if json:
        print_json(_report_fields(report))
    else:
        _print_report(report, index)


def _build(paths: list[str], index: Path, settings: IndexerSettings, *, quiet: bool) -> "BuildReport":
    """Loads the model and builds, with bars."""
    # Here and not at the top, as in the other commands: faiss, bm25s and the rest are a second that --help need not wait.
    from indexer.build import build_index
    from indexer.model.load import load_embedder

    size = total_bytes(paths)
    with RichProgress(quiet=quiet) as progress:
        progress.stage("model", None, "files")
        embedder = load_embedder(settings, progress=progress.note)

        def pages(on_bytes: OnBytes) -> Iterable[Page | Skip]:
            return read_pages(paths, on_bytes=on_bytes)

        return build_index(
            pages, index, embedder, chunk_tokens=settings.chunk_tokens, progress=progress, total_bytes=size
        )


def _report_fields(report: "BuildReport") -> dict[str, object]:
    """The report as JSON has it."""
    fields = asdict(report)
    fields["skipped"] = {str(reason): count for reason, count in report.skipped.items()}
    return fields


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
    if report.replaced:
        table.add_row("", f"{report.replaced:,} replaced by a later page of the same id")
    table.add_row("chunks", f"{report.chunks:,} ({report.embedded:,} embedded now, {report.reused:,} from the cache)")
    table.add_row("seconds", "  ".join(f"{stage} {took:.1f}" for stage, took in report.seconds.items()))
    table.add_row("model", report.backend)
    table.add_row("snapshot", Text(printable(f"{report.snapshot}, {report.bytes / 1e6:,.1f} MB in {index}")))
    out.print(Panel(table, title="Published", title_align="left", border_style="green", expand=False))
    out.print(f'Ask it: [bold]xunwen ask "…" --index {escape(printable(str(index)))}[/bold]', soft_wrap=True)


@commands.command("extract")
def extract_command(paths: PathsArgument, json: JsonOption = False) -> None:
    """Show what the indexer reads out of pages: every field, and the body.

    Example: xunwen extract page.html --json
    """
    articles = 0
    for page in read_pages(paths):
        found = page if isinstance(page, Skip) else _extracted(page)
        if isinstance(found, Skip):
            _print_skip(found, json=json)
        else:
            articles += 1
            _print_article(page.name, found, json=json)
    if articles == 0:
        raise InputError("No article was found.", next_step="The reasons are above.")


def _extracted(page: Page) -> Article | Skip:
    from indexer.extract.article import extract_article

    try:
        return extract_article(page)
    except PageError as error:
        return Skip(page.name, error.reason, error.message)


def _print_skip(skip: Skip, *, json: bool) -> None:
    if json:
        print_json({"page": skip.name, "skipped": str(skip.reason), "detail": skip.detail})
    else:
        line = printable(f"skipped {skip.name}: {skip.reason}. {skip.detail}")
        err.print(Text(line, style="yellow"), soft_wrap=True)


def _print_article(name: str, article: Article, *, json: bool) -> None:
    if json:
        print_json({"page": name, **asdict(article), "author": article.author})
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    for field in ("id", "url", "source", "author", "editor", "published_at", "language"):
        table.add_row(field, Text(str(getattr(article, field)) or "–"))
    table.add_row("keywords", Text(" ".join(article.keywords) or "–"))
    table.add_row("body", Text(f"{len(article.body):,} characters"))
    out.print(Panel(table, title=Text(article.title or name, style="bold"), title_align="left", expand=False))
    out.print(Text(article.body), soft_wrap=True)
    out.print()


@commands.command("status")
def status_command(index: IndexOption = DEFAULT_INDEX, json: JsonOption = False) -> None:
    """Show the published snapshot: when it was built, of what, with which model.

    Example: xunwen status --index news --json
    """
    from indexer.snapshot import read_manifest

    manifest = read_manifest(index)
    fields = _manifest_fields(manifest)
    if json:
        print_json(fields)
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    for name, value in fields.items():
        table.add_row(name.replace("_", " "), Text(f"{value:,}" if isinstance(value, int) else str(value)))
    out.print(table)


def _manifest_fields(manifest: Manifest) -> dict[str, object]:
    """What `status` tells of a snapshot."""
    return {
        "snapshot": manifest.name,
        "created_at": manifest.created_at,
        "articles": manifest.articles,
        "chunks": manifest.chunks,
        "chunk_tokens": manifest.chunk_tokens,
        "bytes": sum(sealed.bytes for sealed in manifest.files.values()),
        "model": manifest.model.name,
        "model_fingerprint": manifest.model.fingerprint,
        "backend": manifest.backend,
        "format": manifest.format,
        "xunwen": manifest.xunwen,
    }


@commands.command("verify")
def verify_command(index: IndexOption = DEFAULT_INDEX, json: JsonOption = False) -> None:
    """Check every byte of the published snapshot against its manifest.

    Example: xunwen verify --index news && xunwen serve --index news
    """
    from indexer.snapshot import verify

    manifest = verify(index)
    if json:
        print_json({"snapshot": manifest.name, "whole": True, "files": len(manifest.files)})
    else:
        out.print(f"[green]whole[/green]  snapshot {manifest.name}, {len(manifest.files)} files")


@commands.command("prepare")
def prepare_command(
    model: ModelOption = None, query_prefix: QueryPrefixOption = None, passage_prefix: PassagePrefixOption = None
) -> None:
    """Make the embedding model ready, once for each machine; `index`, `ask` and `serve` do so by themselves.

    Examples: xunwen prepare  ·  xunwen prepare --model ./bge-m3 --query-prefix "" --passage-prefix ""
    """
    from indexer.model.load import prepare_model

    settings = indexer_settings(model=model, query_prefix=query_prefix, passage_prefix=passage_prefix)
    with RichProgress() as progress:
        progress.stage("model", None, "files")
        card = prepare_model(settings, progress=progress.note)
    name = escape(printable(card.name))
    out.print(f"[green]ready[/green]  {name}  {card.fingerprint[:12]}  {card.dimension} dimensions")
