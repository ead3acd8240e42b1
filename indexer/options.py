"""Options that several commands share, so that each is explained once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from indexer.configuration.file import DEFAULT_INDEX as DEFAULT_INDEX
from indexer.console import read_settings

if TYPE_CHECKING:
    from indexer.settings import IndexerSettings

IndexOption: TypeAlias = Annotated[
    Path, typer.Option("--index", envvar="XUNWEN_INDEX", metavar="DIR", help="Folder of the index.")
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Write JSON for programs, one object a line.")]
ModelOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="ID|DIR",
        help="sentence-transformers model: a hub id or a folder. Default: XUNWEN_MODEL, else multilingual-e5-small "
        "out of pip packages.",
    ),
]
QueryPrefixOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--query-prefix", metavar="TEXT", help="Put before a question. Default: what the model wants."),
]
PassagePrefixOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--passage-prefix", metavar="TEXT", help="Put before a passage. Default: what the model wants."),
]
StrictOption: TypeAlias = Annotated[
    bool,
    typer.Option("--strict", help="Take anything that is missing or fell back for an error. Default: XUNWEN_STRICT."),
]
PathsArgument: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Folders, files (.txt .html .jsonl .json .csv .xml .rss .atom .pdf .docx .epub .mhtml .warc, each also .gz .xz .zst) "
        "or - for standard input.",
    ),
]


def indexer_settings(**chosen: object) -> "IndexerSettings":
    """Settings from the environment, with the options that were given on top.

    Raises:
        SettingError: One has a value that can't be used.
    """
    from indexer.settings import IndexerSettings

    return read_settings(IndexerSettings, **chosen)
