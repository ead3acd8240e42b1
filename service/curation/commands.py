"""The command `xunwen curation`: a file is checked before it is put in force."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from indexer.cli.terminal import JsonOption, out, print_json, printable

if TYPE_CHECKING:
    from service.curation.file import Curation

curation = typer.Typer(
    help="What editors decide over what is found; see docs/curation.md. Example: xunwen curation check curation.toml",
    no_args_is_help=True,
)


@curation.callback()
def group() -> None:
    """Keeps `check` a command of its own."""


@curation.command("check")
def check_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A curation file.")],
    index: Annotated[
        Path | None, typer.Option("--index", metavar="DIR", help="Also look whether this index has the articles.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Check a curation file: exit 0 where it makes sense, 1 with each fault and its place.

    Example: xunwen curation check curation.toml --index news
    """
    from service.curation.file import read_curation

    read = read_curation(file)
    unknown = [] if index is None else _unknown(read, index)
    if json:
        counts = {"synonyms": len(read.synonyms), "pins": len(read.pins), "hides": len(read.hides)}
        print_json({**counts, "unknown_articles": unknown})
    else:
        line = f"{len(read.synonyms):,} synonyms, {len(read.pins):,} pins, {len(read.hides):,} hides"
        out.print(Text(printable(f"{file} makes sense: {line}."), style="green"))
        for each in unknown:
            out.print(Text(f"This index has no article {printable(each)}.", style="yellow"))


def _unknown(read: "Curation", index: Path) -> list[str]:
    """Articles that the file names and the index does not have, in the file's order."""
    # Here and not at the top, as in the other commands: faiss and the rest are a second that --help need not wait for.
    from indexer.index.snapshot import open_snapshot
    from service.curation.named_articles import NamedArticles

    snapshot = open_snapshot(index)
    try:
        articles = NamedArticles(snapshot.facts.numbers, snapshot.facts.ids, snapshot.archive.urls)
        named = (*(each for pin in read.pins for each in pin.articles), *read.hides)
        return [each for each in dict.fromkeys(named) if not articles.id_of(each)]
    finally:
        snapshot.close()
