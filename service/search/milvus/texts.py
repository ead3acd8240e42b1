"""What a publication to a Milvus adds to a snapshot's own files: figures of the archive as a whole, made once and not by each service."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from indexer.index.archive_statistics import archive_statistics
from indexer.index.snapshot import Snapshot
from service.search.facets import Facets
from service.search.index import ArchiveStatistics

STATISTICS, VALUES, FACETS, UNRELATED = ".statistics", ".values", ".facets", ".unrelated"


def texts_of(snapshot: Snapshot) -> Mapping[str, str]:
    """The texts of a snapshot, by name."""
    facts = snapshot.facts
    told = snapshot.manifest.statistics or archive_statistics(snapshot.vectors, snapshot.article_vectors, facts)
    values = {
        "source": sorted(set(facts.sources)),
        "author": sorted({name for each in facts.authors for name in each}),
        "keyword": sorted({name for each in facts.keywords for name in each}),
    }
    facets = asdict(Facets(facts).table())
    return {STATISTICS: json.dumps(asdict(told)), VALUES: json.dumps(values), FACETS: json.dumps(facets)}


def read_statistics(text: str) -> ArchiveStatistics:
    """The figures of a generation."""
    read = json.loads(text)
    return ArchiveStatistics(
        float(read["spread"]),
        float(read["retold_from"]),
        np.datetime64(read["newest"] or "NaT", "D"),
        frozenset(read["languages"]),
    )


@dataclass(frozen=True, slots=True)
class Values:
    """Every source, author and keyword of an archive, for filters that name a part of one."""

    source: Sequence[str]
    author: Sequence[str]
    keyword: Sequence[str]

    @classmethod
    def read(cls, text: str) -> "Values":
        """Those of a generation."""
        return cls(**json.loads(text))
