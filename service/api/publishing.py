"""What goes with a snapshot that is published to a Milvus, so that services need not have the whole archive to tell of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from indexer.index.snapshot import Snapshot
from service.insights.summary import survey
from service.search.milvus.texts import texts_of
from service.search.opening import over
from service.topics.reports import EventReports

OVERVIEW = "overview"


def texts_for(index_dir: Path) -> Callable[[Snapshot], Mapping[str, str]]:
    """Makes the texts of a snapshot of an index, by name."""

    def made(snapshot: Snapshot) -> Mapping[str, str]:
        overview = json.dumps(asdict(survey(snapshot, reports=EventReports(over(snapshot)).of, index_dir=index_dir)))
        return {**texts_of(snapshot), f".{OVERVIEW}": overview}

    return made
