"""Commands about the snapshots that an index keeps: status, verify, rollback, vacuum."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from indexer.cli.terminal import (
    DEFAULT_INDEX,
    FolderOption,
    JsonOption,
    err,
    indexer_settings,
    out,
    print_json,
    printable,
)

if TYPE_CHECKING:
    from indexer.index.manifest import Manifest
    from indexer.index.rollback import KeptSnapshot

commands = typer.Typer()


@commands.command("status")
def status_command(index: FolderOption = DEFAULT_INDEX, json: JsonOption = False) -> None:
    """Show the published snapshot, and which others are kept: when each was built, of what, and why.

    Example: xunwen status --index news --json
    """
    # Here and not at the top, as in the other commands: faiss, bm25s and the rest are a second that --help need not wait.
    from indexer.index.rollback import kept_snapshots
    from indexer.index.snapshot import read_manifest

    fields = _manifest_fields(read_manifest(index))
    kept = kept_snapshots(index)
    if json:
        print_json({**fields, "snapshots": [asdict(each) for each in kept]})
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    for name, value in fields.items():
        table.add_row(name.replace("_", " "), Text(f"{value:,}" if isinstance(value, int) else str(value)))
    out.print(table)
    out.print()
    out.print(_kept_table(kept))


def _kept_table(kept: "list[KeptSnapshot]") -> Table:
    """A row for each snapshot, newest first, the current one marked."""
    table = Table("", "snapshot", "created", "articles", "chunks", "MB", "why", box=None, header_style="dim")
    for each in kept:
        why = each.problem or (f"{each.why}{', in use' * each.in_use}" if each.why else "never published")
        table.add_row(
            "▸" if each.current else "",
            printable(each.name),
            each.created_at,
            f"{each.articles:,}",
            f"{each.chunks:,}",
            f"{each.bytes / 1e6:,.1f}",
            Text(printable(why)),
            style="bold" if each.current else "",
        )
    return table


def _manifest_fields(manifest: "Manifest") -> dict[str, object]:
    """What `status` tells of a snapshot."""
    return {
        "snapshot": manifest.name,
        "created_at": manifest.created_at,
        "articles": manifest.articles,
        "chunks": manifest.chunks,
        "chunk_tokens": manifest.chunk_tokens,
        "bytes": sum(sealed.bytes for sealed in manifest.files.values()),
        "time_zone": manifest.time_zone,
        "model": manifest.model.name,
        "model_fingerprint": manifest.model.fingerprint,
        "backend": manifest.backend,
        "format": manifest.format,
        "xunwen": manifest.xunwen,
    }


@commands.command("verify")
def verify_command(index: FolderOption = DEFAULT_INDEX, json: JsonOption = False) -> None:
    """Check every byte of the published snapshot against its manifest.

    Example: xunwen verify --index news && xunwen serve --index news
    """
    from indexer.index.snapshot import verify

    manifest = verify(index)
    if json:
        print_json({"snapshot": manifest.name, "whole": True, "files": len(manifest.files)})
    else:
        out.print(f"[green]whole[/green]  snapshot {manifest.name}, {len(manifest.files)} files")


@commands.command("rollback")
def rollback_command(
    index: FolderOption = DEFAULT_INDEX,
    to: Annotated[
        str | None, typer.Option("--to", metavar="NAME", help="Snapshot to publish. Default: the one published before.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Publish what was published before again, and each time further back; `xunwen status` lists what is kept.

    Example: xunwen rollback --index news
    """
    from indexer.index.rollback import rollback

    went = rollback(index, to)
    if json:
        print_json(asdict(went))
        return
    for name in went.skipped:
        err.print(Text(f"skipped {name}: published in between, no longer kept", style="yellow"), soft_wrap=True)
    out.print(f"[green]published again[/green]  snapshot {printable(went.snapshot)}", soft_wrap=True)


@commands.command("vacuum")
def vacuum_command(index: FolderOption = DEFAULT_INDEX, json: JsonOption = False) -> None:
    """Make the embedding cache small: drop what no kept snapshot's model made and what is over its size limit.

    Example: XUNWEN_CACHE_GB=2 xunwen vacuum --index news
    """
    from indexer.pipeline.vacuum import vacuum

    done = vacuum(index, limit=round(indexer_settings().cache_gb * 1e9))
    if json:
        print_json(asdict(done))
    else:
        out.print(
            f"{done.forgotten:,} embeddings forgotten, {done.kept:,} kept; "
            f"{done.bytes_before / 1e6:,.1f} MB are now {done.bytes_after / 1e6:,.1f} MB",
            soft_wrap=True,
        )
