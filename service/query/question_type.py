"""Classifies a question: what kind of answer it asks for, and whether it stands by itself.

A multinomial logistic regression over the default model's vector of a question and the parts of its words that tell kinds
apart (`service.query.question_type`), fitted to our own news questions in several languages (`python -m training kinds`): the model
has put what is asked for into the vector already, in any language, and the words tell what it blurs. A second one over the
words alone stands in where another model embeds.

A logistic regression over the default model's vectors of questions, fitted to our own news questions in several languages
(`python -m training scope`). 捐了多少钱？ is only understood beside an article; asked of a whole archive, many answer it and none
is meant.
"""

import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt
from safetensors import safe_open

from indexer.embed.embedder import Embedder
from indexer.text.normalize import normalize

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORDS = re.compile(rf"[^\W_{_UNSPACED}]+")
_RUNS = re.compile(rf"[\^${_UNSPACED}]+")
_NUMBER = re.compile("[0-9]+")
_ENDS = ' \t\n?？。.!！؟¿"”'
_LONGEST = 3
"""Characters of scripts without spaces that make one part."""
_BEGINNING = 4
"""Letters by which a longer word is a part too, whatever its ending."""


def parts_of(question: str) -> set[str]:
    """The parts of a question; every number is "0", and its beginning and end are parts of what stands there.

    >>> sorted(parts_of("When?"))
    ['^ ', '^ when', 'when ', 'when $']
    >>> "多少$" in parts_of("捐了多少？")
    True
    """
    folded = _NUMBER.sub("0", normalize(question).strip(_ENDS))
    words = ["^", *_WORDS.findall(folded), "$"]
    found = {f"{word} " for word in words[:-1]} | {f"{first} {second}" for first, second in itertools.pairwise(words)}
    found |= {f"{word[:_BEGINNING]}*" for word in words if len(word) > _BEGINNING + 1}
    for run in _RUNS.findall(f"^{folded}$"):
        found |= {run[place : place + size] for size in range(1, _LONGEST + 1) for place in range(len(run) - size + 1)}
    return found


KINDS_FILE = "question_kinds.safetensors"
LIST, YES_NO = "list", "yes_no"
"""Kinds that change what an answer is made of: all items, or a verdict with its sentence."""
MEASURE = "measure"
NUMBERS = ("money", "count", "percent", "date", "duration", MEASURE)
"""Kinds that figures answer; a measure is what has no kind of its own."""
NAMED = ("person", "org", "place")
"""Kinds that a name answers, without the words around it."""
_LABELS = {
    "money": "figure: money", "count": "figure: count", "percent": "figure: percent", "duration": "figure: duration",
    "measure": "figure: measure", "org": "organisation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """Weights of the parts of a question's words, and what is added to them."""

    parts: npt.NDArray[np.int8]
    """Shape (parts, kinds)."""
    scale: npt.NDArray[np.float32]
    """The value of one quantization step of the weights, shape (kinds,)."""
    bias: npt.NDArray[np.float32]
    """Shape (kinds,)."""

    def logits(self, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
        """For the parts that a question has, by row."""
        summed = self.parts[rows].sum(axis=0, dtype=np.int32).astype(np.float32)
        logits: npt.NDArray[np.float32] = self.bias + self.scale * summed / np.float32(max(len(rows), 1) ** 0.5)
        return logits


@dataclass(frozen=True, slots=True)
class QuestionKinds:
    """The fitted classifier."""

    names: tuple[str, ...]
    rows: Mapping[str, int]
    """The row of each part that has weights."""
    beside: Head
    """Weights of the parts where a vector is there too."""
    alone: Head
    """Weights of the parts alone."""
    vector: npt.NDArray[np.float32]
    """Weights of the vector, shape (kinds, dimension)."""
    fingerprint: str
    """Of the model whose vectors it was fitted to."""

    def of(self, question: str, vector: npt.NDArray[np.float32] | None = None) -> dict[str, float]:
        """The likelihood of each kind; they sum to 1.

        Args:
            question: What is asked.
            vector: Its unit vector by the model of the fingerprint, shape (dimension,); None where there is none.
        """
        rows = np.array(sorted(self.rows[part] for part in parts_of(question) if part in self.rows), np.intp)
        logits = self.alone.logits(rows) if vector is None else self.beside.logits(rows) + self.vector @ vector
        shares = np.exp(logits - logits.max())
        return dict(zip(self.names, map(float, shares / shares.sum()), strict=True))


@lru_cache(maxsize=1)
def question_kinds() -> QuestionKinds:
    """The classifier in the package."""
    with as_file(files("service.query") / KINDS_FILE) as file, safe_open(file, framework="numpy") as stored:
        told = stored.metadata()
        weights = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
    beside, alone = (
        Head(*(weights[f"{head}.{name}"] for name in ("parts", "scale", "bias"))) for head in ("beside", "alone")
    )
    rows = {part: row for row, part in enumerate(json.loads(told["parts"]))}
    vector = weights["vector"].astype(np.float32)
    return QuestionKinds(
        tuple(json.loads(told["kinds"])),
        rows,
        beside=beside,
        alone=alone,
        vector=vector,
        fingerprint=told["fingerprint"],
    )


def own_vector(question: str, embedder: Embedder | None) -> npt.NDArray[np.float32] | None:
    """The question's unit vector by the model that classifiers of questions were fitted to; None where another embeds, or none."""
    if embedder is None or embedder.card.fingerprint != question_kinds().fingerprint:
        return None
    vector: npt.NDArray[np.float32] = embedder.embed_queries([question])[0]
    return vector


_BEHIND = re.compile(r"(?<![0-9])[:：](?P<asks>[^:：]*[^\W\d_][^:：]*)\Z")
"""What asks of a follow-up that was put in full behind what it is about."""


def kinds_of(question: str, vector: npt.NDArray[np.float32] | None, embedder: Embedder | None) -> dict[str, float]:
    """The likelihood of each kind of answer that a question may ask for; they sum to 1.

    Of 柳禾村收到捐款：为什么？ and the like, what stands behind the colon is asked for, and speaks as much as the whole, most of which is what it
    is about.

    Args:
        question: What is asked.
        vector: Its `own_vector`.
        embedder: Makes that of what stands behind the colon.
    """
    whole = question_kinds().of(question, vector)
    behind = _BEHIND.search(question)
    if behind is None:
        return whole
    asked = question_kinds().of(behind["asks"], own_vector(behind["asks"], embedder))
    both = {name: likely * asked[name] for name, likely in whole.items()}
    total = sum(both.values())
    return {name: likely / total for name, likely in both.items()} if total else whole


def kind_label(kinds: Mapping[str, float]) -> str:
    """The likeliest kind in words: "figure: money", "person"; "other" where nothing is known of it.

    >>> kind_label({"org": 0.7, "money": 0.3})
    'organisation'
    """
    if not kinds:
        return "other"
    best = max(kinds, key=lambda name: kinds[name])
    return _LABELS.get(best, best)


SCOPE_FILE = "question_scope.safetensors"


@dataclass(frozen=True, slots=True)
class QuestionScope:
    """The fitted classifier."""

    weights: npt.NDArray[np.float32]
    """Shape (dimension,)."""
    bias: float
    fingerprint: str
    """Of the model whose vectors it was fitted to."""

    def of(self, vector: npt.NDArray[np.float32]) -> float:
        """How likely a question with this unit vector, shape (dimension,), names what it asks about, 0 to 1."""
        return float(1 / (1 + np.exp(-(self.weights @ vector + self.bias))))


@lru_cache(maxsize=1)
def question_scope() -> QuestionScope:
    """The classifier in the package."""
    with as_file(files("service.query") / SCOPE_FILE) as file, safe_open(file, framework="numpy") as stored:
        weights = stored.get_tensor("weights").astype(np.float32)
        return QuestionScope(weights, float(stored.get_tensor("bias")[0]), stored.metadata()["fingerprint"])
