"""The command that brings an index to a Milvus, from which any number of services answer: publish."""

from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from indexer.cli.terminal import (
    DEFAULT_INDEX,
    FolderOption,
    JsonOption,
    RayAddressOption,
    RichProgress,
    out,
    print_json,
    printable,
)
from indexer.core.errors import SettingError
from indexer.core.process import stoppable
from indexer.distributed.backend import WorkersKind

if TYPE_CHECKING:
    from indexer.milvus.client import Milvus
    from indexer.milvus.generations import Listed
    from indexer.milvus.publish import Published
    from service.cli.publish_pages import IndexedPages

commands = typer.Typer()

_TIMEOUT, _PATIENCE = 60.0, 120.0
"""Seconds for one call, and for one that is tried again: a cluster that restarts is waited for."""
_KEEP, _LEASE = 3, 120.0


@commands.command("publish")
def publish_command(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH...]",
            help="Pages to index first, as xunwen index takes them. Without --index in a folder that goes afterwards.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            envvar="XUNWEN_MILVUS",
            metavar="milvus://HOST:PORT",
            help="Where to: milvus://HOST:PORT, or milvus://USER:PASSWORD@HOST:PORT/DATABASE?prefix=NAME&tls=true. Default: XUNWEN_MILVUS.",
        ),
    ] = "",
    index: FolderOption = DEFAULT_INDEX,
    full: Annotated[
        bool, typer.Option("--full", help="Write everything anew, into collections of its own, not only what changed.")
    ] = False,
    vectors: Annotated[
        str,
        typer.Option(
            "--vectors",
            metavar="flat|hnsw",
            help="How vectors are searched: exactly, or by a graph. Default: flat up to a million chunks.",
        ),
    ] = "",
    keep: Annotated[
        int, typer.Option("--keep", min=1, metavar="N", help="Generations to keep, this one among them.")
    ] = _KEEP,
    lease: Annotated[
        float,
        typer.Option(
            "--lease",
            min=0,
            metavar="SECONDS",
            help="How long a generation stays whole after another took its place, for requests that began with it.",
        ),
    ] = _LEASE,
    switch: Annotated[
        bool,
        typer.Option(
            "--switch/--no-switch", help="Serve it as soon as it is checked, or leave that to --rollback --generation."
        ),
    ] = True,
    workers: Annotated[
        WorkersKind,
        typer.Option("--workers", help="Where rows are made and written: in this process, or on a Ray cluster."),
    ] = WorkersKind.LOCAL,
    ray_address: RayAddressOption = None,
    listed: Annotated[bool, typer.Option("--list", help="Publish nothing: list the generations.")] = False,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Publish nothing: serve the generation before the current one again.")
    ] = False,
    generation: Annotated[
        int | None,
        typer.Option("--generation", min=1, metavar="N", help="With --rollback: the one to serve, older or newer."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    json: JsonOption = False,
) -> None:
    """Publish the index to a Milvus, where any number of services answer from it: xunwen serve --index milvus://HOST:PORT.

    What changed since the last publication is written beside what is served, compared with the snapshot, and then served from
    one moment to the next. Killed, it goes on where it stopped when it is run again. Needs the extra milvus.

    With PATH... their pages are indexed first: with --index in that folder, so that the next time costs what changed;
    without it in one of the system's temporary folders, so that no snapshot stays on this machine.

    Examples: xunwen publish --to milvus://10.0.0.7:19530 --index news  ·  xunwen publish pages/ --to milvus://10.0.0.7  ·
    xunwen publish --to milvus://10.0.0.7 --list  ·  xunwen publish --to milvus://10.0.0.7 --rollback
    """
    from indexer.milvus.address import read_address

    if generation is not None and not rollback:
        raise SettingError("--generation goes with --rollback.", next_step="Add --rollback, or leave it out.")
    if vectors not in {"", "flat", "hnsw"}:
        raise SettingError(f"Vectors can't be searched by {vectors!r}.", next_step="Choose flat or hnsw.")
    if not to:
        raise SettingError(
            "It is not said where to publish to.", next_step="Write --to milvus://HOST:PORT, or set XUNWEN_MILVUS."
        )
    if paths and (listed or rollback):
        raise SettingError("--list and --rollback publish nothing.", next_step="Leave out the paths, or the option.")
    address = read_address(to)
    from indexer.distributed.open import open_writer
    from indexer.milvus.client import Milvus
    from indexer.milvus.publish import PublishOptions, publish
    from service.api.publishing import texts_for
    from service.cli.publish_pages import indexed

    milvus = Milvus(address, timeout=_TIMEOUT, patience=_PATIENCE)
    try:
        if listed:
            _list(milvus, json=json)
        elif rollback:
            _rollback(milvus, generation, json=json)
        else:
            source = context.get_parameter_source("index")
            folder = None if paths and source is not None and source.name == "DEFAULT" else index
            options = PublishOptions(full=full, index=vectors, keep=keep, lease=lease, switch=switch)
            shown = RichProgress(quiet=quiet or json)
            with stoppable() as stops, shown as progress, ExitStack() as stack:
                try:
                    pages = None
                    if paths:
                        milvus.check_version()  # before hours of embedding
                        pages = stack.enter_context(
                            indexed(paths, folder, progress=progress, workers=workers, ray_address=ray_address)
                        )
                    chosen = index if pages is None else pages.folder
                    writer = stack.enter_context(open_writer(workers, address, address=ray_address))
                    done = publish(
                        chosen, milvus, options=options, extra=texts_for(chosen), progress=progress, writer=writer
                    )
                except KeyboardInterrupt:
                    raise typer.Exit(stops.code) from None
            _tell(done, pages, json=json)
    finally:
        milvus.close()


def _tell(done: "Published", pages: "IndexedPages | None", *, json: bool) -> None:
    if json:
        print_json(asdict(done) if pages is None else {**asdict(done), "build": pages.report.to_fields()})
        return
    if pages is not None:
        pages.tell()
    if not done.checked:
        out.print(f"[green]up to date[/green]  generation {done.generation} of snapshot {printable(done.snapshot)}")
        return
    what = "everything" if done.full else f"{done.written:,} new or changed and {done.gone:,} gone"
    served = (
        "served"
        if done.switched
        else f"checked and not served: xunwen publish --rollback --generation {done.generation}"
    )
    out.print(
        f"[green]published[/green]  generation {done.generation} of snapshot {printable(done.snapshot)}: "
        f"{done.articles:,} articles, {done.chunks:,} chunks ({what}), {done.checked} comparisons right, {served}",
        soft_wrap=True,
    )
    if done.removed:
        out.print(Text(f"no longer kept: {', '.join(map(str, done.removed))}", style="dim"), soft_wrap=True)


def _list(milvus: "Milvus", *, json: bool) -> None:
    from indexer.milvus.generations import Generations

    found = Generations(milvus).listed()
    if json:
        print_json({"generations": [_fields(each) for each in found]})
        return
    table = Table("", "generation", "snapshot", "written", "articles", "chunks", "state", box=None, header_style="dim")
    for each in found:
        record = each.record
        state = (
            "served"
            if each.current
            else f"left {each.left_at}"
            if each.left_at
            else "checked"
            if each.ready_at
            else "not finished"
        )
        table.add_row(
            "▸" if each.current else "", str(record.generation), printable(record.snapshot), record.created_at,
            f"{record.articles:,}", f"{record.chunks:,}", state,
        )  # fmt: skip
    out.print(table if found else f"Nothing is published in {milvus.address.shown}.")


def _fields(each: "Listed") -> dict[str, object]:
    record = each.record
    return {
        "generation": record.generation,
        "snapshot": record.snapshot,
        "created_at": record.created_at,
        "articles": record.articles,
        "chunks": record.chunks,
        "current": each.current,
        "ready_at": each.ready_at,
        "left_at": each.left_at,
    }


def _rollback(milvus: "Milvus", generation: int | None, *, json: bool) -> None:
    from indexer.milvus.generations import Generations

    record = Generations(milvus).rollback(generation)
    if json:
        print_json({"generation": record.generation, "snapshot": record.snapshot})
    else:
        out.print(
            f"[green]serving[/green]  generation {record.generation}, snapshot {printable(record.snapshot)}",
            soft_wrap=True,
        )
