"""Pages that are published in one go: their index is built in a folder that may go afterwards."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from indexer.cli.terminal import indexer_settings, out, print_degraded
from indexer.core.process import Progress
from indexer.distributed.backend import WorkersKind
from indexer.pipeline.build_sources import build_sources
from indexer.pipeline.context import BuildPlan
from indexer.pipeline.report import BuildReport
from service.search.golden import find_articles


@dataclass(frozen=True, slots=True)
class IndexedPages:
    """What came of building."""

    folder: Path
    report: BuildReport

    def tell(self) -> None:
        """What a person wants to know of it, beside what was published."""
        told = self.report
        skipped = ", ".join(f"{count:,} {reason}" for reason, count in told.skipped.most_common())
        line = f"indexed  {told.articles:,} articles, {told.chunks:,} chunks of {told.pages:,} pages"
        out.print(Text(f"{line}; skipped: {skipped}" if skipped else line), soft_wrap=True)
        print_degraded(told.degraded)


@contextmanager
def indexed(
    paths: Sequence[str],
    folder: Path | None,
    *,
    progress: Progress,
    workers: WorkersKind = WorkersKind.LOCAL,
    ray_address: str | None = None,
) -> Iterator[IndexedPages]:
    """Brings an index up to date with pages, as `xunwen index` does.

    Args:
        paths: Folders, files and "-" for standard input.
        folder: Of the index, which stays; None for one of its own, which is gone at the end.
        progress: Told of stages and work done.
        workers: Who extracts and embeds.
        ray_address: Head of a Ray cluster.

    Raises:
        XunwenError: As `build_sources`; nothing is to be published then.
    """
    settings = indexer_settings()
    plan = BuildPlan.of(settings, find=find_articles)
    with ExitStack() as stack:
        chosen = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="xunwen-"))) / "index"
        report = build_sources(
            paths, chosen, settings, plan, progress=progress, workers=workers, ray_address=ray_address
        )
        yield IndexedPages(chosen, report)
