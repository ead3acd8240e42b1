"""What a publication to a Milvus adds to a snapshot's own files: figures of the archive as a whole, made once and not by each service."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations_with_replacement

import numpy as np

from indexer.extract.identity import canonical_url
from indexer.index.archive_statistics import archive_statistics
from indexer.index.compound_words import CompoundWords
from indexer.index.snapshot import Snapshot
from service.query.sites import host_of
from service.search.facets import Facets
from service.search.facts import ArchiveStatistics
from service.search.unrelated_pairs import UnrelatedPairs

STATISTICS, VALUES, FACETS, UNRELATED = ".statistics", ".values", ".facets", ".unrelated"
COMPOUNDS = ".compounds"


def texts_of(snapshot: Snapshot) -> Mapping[str, str]:
    """The texts of a snapshot, by name."""
    facts = snapshot.facts
    told = snapshot.manifest.statistics or archive_statistics(snapshot.vectors, snapshot.article_vectors, facts)
    values = {
        "source": sorted(set(facts.sources)),
        "author": sorted({name for each in facts.authors for name in each}),
        "keyword": sorted({name for each in facts.keywords for name in each}),
        "host": sorted({host_of(canonical_url(url)) for url in snapshot.archive.urls()} - {""}),
    }
    return {
        STATISTICS: json.dumps(asdict(told)),
        VALUES: json.dumps(values),
        FACETS: json.dumps(asdict(Facets(facts).table())),
        UNRELATED: json.dumps(_unrelated(snapshot)),
        COMPOUNDS: str(CompoundWords.of_archive(snapshot.article_terms, facts)),
    }


def _unrelated(snapshot: Snapshot) -> dict[str, float]:
    """How relevant any two articles in two languages are, by both; nothing where there are no lists to compare it with."""
    if snapshot.related is None:
        return {}
    pairs, spoken = UnrelatedPairs(snapshot), sorted({each.partition("-")[0] for each in snapshot.facts.languages})
    return {f"{one} {other}": pairs.of(one, other) for one, other in combinations_with_replacement(spoken, 2)}


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
    """Every source, author, keyword and host of an archive, for filters that name a part of one."""

    source: Sequence[str]
    author: Sequence[str]
    keyword: Sequence[str]
    host: Sequence[str] | None = None
    """Of addresses; None in a generation that was published before they were."""

    @classmethod
    def read(cls, text: str) -> "Values":
        """Those of a generation."""
        return cls(**json.loads(text))
