"""Every constant of ranking, as ranking.json has them: what each does, and what tunes it.

`python -m benchmarks.sweep_ranking` tries values of one of them on sets with known articles; `benchmarks.fit_fusion` fits
`head_weights` and `snippet_weights` and `benchmarks.fit_ranking` `reader_weights`, and both write them into the file. How they were chosen: docs/retrieval.md.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

FILE = "ranking.json"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The constants. A spread is the standard deviation of cosines between chunks of the archive."""

    depth: int
    """Rows that each leg brings to the first pool; a hit far down both legs is not what anybody asked for."""
    lexical_weight: float
    """What a chunk that holds all of the question's words gains, in spreads."""
    article_weight: float
    """How much the article's cosine counts beside the chunk's."""
    chunk_share: float
    """How much of the coverage is the chunk's own; the rest is its article's."""
    centering_share: float
    """How much of the mean of typical questions is taken out of a question's vector; from 0.35 to 0.7 makes little difference."""
    cross_lingual_bonus: float
    """Coverage granted to rows in another language for what can't be found: about what the best wrong rows of the question's own
    language have."""
    untranslated_bonus: float
    """The same where no dictionary connects the two languages."""
    translated_loss: float
    """Of a word that a dictionary gives in the other language: a writer has found another one as often as not."""
    sentence_share: float
    """How much of what a sentence holds counts across languages: by a dictionary, words meet that do not mean the same."""
    untranslated_share: float
    """How much of the coverage counts across languages that no dictionary connects: what meets are names and numbers, and as
    often words that only look alike. A sentence of such a row counts nothing."""
    recency_most: float
    """The advantage of the newest article, in spreads."""
    recency_half_life_days: float
    """Days after which half of that is left."""
    weak_below: float
    """Coverage of an article below which a hit is weak."""
    weak_below_rendered: float
    """The same of an article in another language, which holds what a dictionary makes of the words, or other words for the same."""
    head: int
    """Rows that are ordered anew by `head_weights`."""
    long: float
    """Logarithm of the chunks an article has from which on it counts as long: five and a half."""
    head_weights: Mapping[str, float]
    """By the name of a signal of `service.search.head_signals`, in spreads, but for `article_cosine`; `kind` is of snippets alone."""
    snippet_weights: Mapping[str, float]
    """Those of `head_weights` that are others where snippets are asked in a script with spaces."""
    reader_weights: Mapping[str, float]
    """Of each logit of a judgement, in spreads; see `service.search.rerank.ReaderWeights`."""


def _read() -> Ranking:
    return Ranking(**json.loads((files("service.search") / FILE).read_text(encoding="utf-8")))


_current = _read()


def ranking() -> Ranking:
    """The constants in force."""
    return _current


@contextmanager
def trying(**changed: float) -> Iterator[None]:
    """Has other values in force for all of this process, for a sweep.

    Args:
        changed: By name. An index that is open may have been weighed by those before: open it inside.
    """
    global _current
    before = _current
    _current = replace(before, **changed)  # type: ignore[arg-type] # depth and head are whole numbers
    try:
        yield
    finally:
        _current = before


def write_weights(name: str, weights: Mapping[str, float]) -> None:
    """Puts fitted weights, `head_weights`, `snippet_weights` or `reader_weights`, into the file of this checkout."""
    file = Path(__file__).with_name(FILE)
    content = json.loads(file.read_text(encoding="utf-8")) | {name: dict(weights)}
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
