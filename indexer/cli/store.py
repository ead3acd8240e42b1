"""Commands that bring snapshots to another machine and back: push, pull."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.text import Text

from indexer.cli.terminal import (
    DEFAULT_INDEX,
    FolderOption,
    JsonOption,
    RichProgress,
    err,
    indexer_settings,
    out,
    print_error,
    print_json,
    printable,
)
from indexer.core.errors import IndexBusyError, NoSnapshotError, StoreError
from indexer.core.process import stoppable

if TYPE_CHECKING:
    from indexer.index.publish import Retention
    from indexer.store.objects import Objects
    from indexer.store.pull import Pulled

commands = typer.Typer()

StoreArgument: TypeAlias = Annotated[
    str | None,
    typer.Argument(metavar="STORE", help="A folder, or s3://BUCKET/PREFIX. Default: XUNWEN_STORE."),
]
ParallelOption: TypeAlias = Annotated[
    int, typer.Option("--parallel", min=1, max=64, metavar="N", help="Number of files to transfer at once.")
]
QuietOption: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
_PARALLEL = 4


@commands.command("push")
def push_command(
    store: StoreArgument = None,
    index: FolderOption = DEFAULT_INDEX,
    keep: Annotated[
        int | None,
        typer.Option(
            "--keep",
            min=1,
            metavar="N",
            help="Afterwards keep the N snapshots that were pushed last, and delete files that none of them has. Default: keep all.",
        ),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Also read back what the store has already, and replace what is damaged.")
    ] = False,
    parallel: ParallelOption = _PARALLEL,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Copy the published snapshot to a store, from which other machines pull it. Only files that the store lacks are sent.

    A bucket needs the extra s3 and AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, and AWS_ENDPOINT_URL outside of Amazon.

    Examples: xunwen push /mnt/backup --index news  ·  xunwen push s3://archive/news --keep 7
    """
    from indexer.store.push import push

    objects = _open(store)
    with stoppable() as stops, RichProgress(quiet=quiet or json) as progress:
        try:
            done = push(index, objects, keep=keep, verify=verify, parallel=parallel, progress=progress)
        except KeyboardInterrupt:
            raise typer.Exit(stops.code) from None
    if json:
        print_json(asdict(done))
        return
    sent = f"{done.uploaded} of {done.files} files sent ({done.bytes / 1e6:,.1f} MB)"
    repaired = f", {done.repaired} of them damaged before" if done.repaired else ""
    out.print(f"[green]pushed[/green]  snapshot {printable(done.snapshot)}, {sent}{repaired}", soft_wrap=True)
    if done.collected is not None and (done.collected.files or done.collected.snapshots):
        gone = done.collected
        out.print(f"deleted {len(gone.snapshots)} snapshots and {gone.files} files ({gone.bytes / 1e6:,.1f} MB)")


@commands.command("pull")
def pull_command(
    store: StoreArgument = None,
    index: FolderOption = DEFAULT_INDEX,
    every: Annotated[
        float | None,
        typer.Option("--every", min=1, metavar="SECONDS", help="Keep running, and look for a new snapshot this often."),
    ] = None,
    parallel: ParallelOption = _PARALLEL,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Copy what a store has published into an index, check every byte, and publish it there; a running service goes over to it.

    Examples: xunwen pull /mnt/backup --index news  ·  xunwen pull s3://archive/news --every 60
    """
    from indexer.index.publish import Retention

    objects, settings = _open(store), indexer_settings()
    retention = Retention(settings.keep_snapshots, settings.keep_days)
    with stoppable() as stops:
        try:
            if every is None:
                _pull(objects, index, retention, parallel, quiet=quiet, json=json)
            else:
                _follow(objects, index, retention, parallel, every=every, quiet=quiet, json=json)
        except KeyboardInterrupt:
            raise typer.Exit(0 if every is not None else stops.code) from None


def _follow(
    objects: "Objects",
    index: Path,
    retention: "Retention",
    parallel: int,
    *,
    every: float,
    quiet: bool,
    json: bool,
) -> None:
    """Pulls again and again; what may pass is told once and tried again."""
    told = ""
    while True:
        try:
            _pull(objects, index, retention, parallel, quiet=quiet, json=json, only_changes=True)
            told = ""
        except (StoreError, NoSnapshotError, IndexBusyError) as error:
            if str(error) != told:
                print_error(error)
            told = str(error)
        time.sleep(every)


def _pull(
    objects: "Objects",
    index: Path,
    retention: "Retention",
    parallel: int,
    *,
    quiet: bool,
    json: bool,
    only_changes: bool = False,
) -> None:
    from indexer.store.pull import pull

    with RichProgress(quiet=quiet or json) as progress:
        done = pull(index, objects, retention=retention, parallel=parallel, progress=progress)
    if not (only_changes and not done.changed):
        _tell(done, json=json)


def _tell(done: "Pulled", *, json: bool) -> None:
    if json:
        print_json(asdict(done))
    elif not done.changed:
        out.print(f"[green]up to date[/green]  snapshot {printable(done.snapshot)}", soft_wrap=True)
    else:
        came = f"{done.downloaded} of {done.files} files came ({done.bytes / 1e6:,.1f} MB)"
        out.print(f"[green]pulled[/green]  snapshot {printable(done.snapshot)}, {came}", soft_wrap=True)
        if done.removed:
            err.print(Text(f"no longer kept: {', '.join(map(printable, done.removed))}", style="dim"), soft_wrap=True)


def _open(store: str | None) -> "Objects":
    from indexer.store.open import open_store

    return open_store(store or indexer_settings().store)
