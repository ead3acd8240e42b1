"""What goes with a snapshot that is published to a Milvus, so that services need not have the whole archive to tell of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from itertools import combinations_with_replacement
from pathlib import Path

from indexer.index.snapshot import Snapshot
from service.insights.summary import survey
from service.search.milvus.texts import UNRELATED, texts_of
from service.search.unrelated_pairs import UnrelatedPairs

OVERVIEW = "overview"


def texts_for(index_dir: Path) -> Callable[[Snapshot], Mapping[str, str]]:
    """Makes the texts of a snapshot of an index, by name."""

    def made(snapshot: Snapshot) -> Mapping[str, str]:
        spoken = sorted({each.partition("-")[0] for each in snapshot.facts.languages})
        unrelated: dict[str, float] = {}
        if snapshot.related is not None:
            pairs = UnrelatedPairs(snapshot)
            unrelated = {
                f"{one} {other}": pairs.of(one, other) for one, other in combinations_with_replacement(spoken, 2)
            }
        overview = json.dumps(asdict(survey(snapshot, index_dir)))
        return {**texts_of(snapshot), UNRELATED: json.dumps(unrelated), f".{OVERVIEW}": overview}

    return made
