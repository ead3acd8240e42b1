"""Builds an index from Python, with the settings of the environment unless others are given."""

from pathlib import Path

from indexer.cli.terminal import read_settings
from indexer.core.process import Progress, Silent
from indexer.milvus.address import in_folder
from indexer.pipeline.build_sources import Records, build_sources
from indexer.pipeline.context import BuildPlan
from indexer.pipeline.report import BuildReport
from indexer.settings import IndexerSettings
from service.search.golden import find_articles


def build_index(
    sources: "str | Path | list[str | Path] | Records",
    index_dir: str | Path,
    *,
    prune: bool = False,
    force: bool = False,
    golden: str | Path | None = None,
    settings: IndexerSettings | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Brings an index up to date with sources and publishes it, as `xunwen index` does.

    Args:
        sources: A folder or file, or several; or records such as {"title": …, "body": …, "published_at": …}.
        index_dir: Folder of the index, made if missing.
        prune: Whether articles that the sources do not hold are deleted.
        force: Whether to publish even if nothing changed, too much disappeared, or a golden question fails.
        golden: File of questions that must find their articles; default `golden.jsonl` in the index.
        settings: Model, chunk size and the like; default: those of the environment (XUNWEN_…).
        progress: Told of stages and of work done; nobody by default.

    Returns:
        What was read, changed and published: `report.snapshot`, `report.articles`, `report.skips` and more.

    Raises:
        InputError: A source does not exist, or none holds an article; nothing was published.
        ModelError: The embedding model can't be found, prepared or trusted.
        SettingError: The folder is the address of a Milvus.
        XunwenError: As the index is busy, full or would lose too much: see the errors of docs/python.md.
    """
    chosen = settings or read_settings(IndexerSettings)
    plan = BuildPlan.of(
        chosen, prune=prune, force=force, golden=None if golden is None else Path(golden), find=find_articles
    )
    given = [sources] if isinstance(sources, str | Path) else sources
    folder = in_folder(Path(index_dir))
    return build_sources(given, folder, chosen, plan, progress=progress or Silent())
