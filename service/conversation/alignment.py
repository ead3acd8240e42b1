"""Finds what of a question a follow-up speaks of instead: 口罩 in the place of 捐款, "the school" in the place of "the church".

Of all pieces of the question the one is taken that is most alike: a time for a time, a name for a name, what the embedding model
holds for the same kind of thing, what ends in the same word, and what stands behind the same preposition.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.embed.embedder import Embedder
from indexer.text.normalize import normalize
from service.conversation.pieces import Piece, Role, pieces_of, runs_of
from service.conversation.way import MOST_WAYS, NEARLY, Way
from service.conversation.words import UNSPACED, FollowUpWords

_MEANING = 5.0
"""What a step of the cosine is worth; between words it hardly leaves 0.75 to 0.95."""
_MOST_COMPARED = 32
"""Runs that are embedded: ten turns after a question as long as may be asked cost a third of a second, and not minutes."""
_SAME_END = 0.3
_SAME_BEGINNING = 0.3
_SAME_SMALL = 0.3
_SAME_ROLE = 0.2
_LONGER = 0.1
"""What each piece more or less than the follow-up has costs."""
_ASKED = 0.15
"""What it is worth to stand right behind what asks: 口罩 of 多少口罩."""


@dataclass(frozen=True, slots=True)
class _Filler:
    """What a follow-up names."""

    small: tuple[str, ...]
    """Articles and prepositions before it, as written."""
    pieces: tuple[Piece, ...]
    core: str
    """What it names without them."""

    @property
    def is_time(self) -> bool:
        """Whether it names a time and nothing else."""
        return all(piece.role is Role.TIME for piece in self.pieces)

    @property
    def is_name(self) -> bool:
        """Whether it names someone or some place."""
        return any(piece.role is Role.NAME for piece in self.pieces)


def substituted(
    question: str, instead: str, words: FollowUpWords, embedder: Embedder | None, *, told: FollowUpWords, framed: bool
) -> list[Way]:
    """The question with what a follow-up names in the place of what is most alike, then of what is nearly as alike.

    Empty where it names nothing, or nothing can be replaced.

    Args:
        question: That was asked before.
        instead: What the follow-up names, without what frames it: "the school", "in 2021", 口罩.
        words: Of the language of the question.
        embedder: Tells what is alike; None goes by the other signs.
        told: Words of the language of the follow-up.
        framed: Whether something stood before what it names, so that a capital tells a name.
    """
    filler = _filler(instead, told, framed=framed)
    if filler is None:
        return []
    pieces = pieces_of(question, words)
    runs = [run for run in runs_of(question, pieces) if not _is_done(question, pieces[run[1] - 1], words)]
    if filler.is_time:
        runs = [run for run in runs if pieces[run[0]].role is Role.TIME]
        if not runs:
            return [Way(_with_time(question, instead, words))]
    else:
        runs = [run for run in runs if pieces[run[0]].role is not Role.TIME]
        named = [run for run in runs if any(piece.role is Role.NAME for piece in pieces[slice(*run)])]
        # Of Chinese no capital tells a name.
        runs = named if named and filler.is_name and words.language not in UNSPACED else runs
    if not runs:
        return []
    scores = _scores(question, pieces, runs=runs, filler=filler, words=words, embedder=embedder)
    order = np.argsort(-scores, kind="stable")
    near = [place for place in order.tolist() if scores[order[0]] - scores[place] <= NEARLY]
    found = [
        Way(
            _replaced(question, pieces, runs[place], filler, words),
            behind=float(scores[order[0]] - scores[place]),
            alike=None if embedder is None or filler.is_time else float(scores[place]),
        )
        for place in near[:MOST_WAYS]
    ]
    return [way for way in found if way.question != question]


_ASPECT = ("了", "过", "着")


def _is_done(question: str, last: Piece, words: FollowUpWords) -> bool:
    """Whether a run ends in something that is done, as 安置 of 安置了多少群众: nothing that is named can stand for it."""
    return words.language == "zh" and question.startswith(_ASPECT, last.end)


def _filler(instead: str, words: FollowUpWords, *, framed: bool) -> _Filler | None:
    pieces = pieces_of(instead, words, begins=not framed)
    telling = [place for place, piece in enumerate(pieces) if piece.tells]
    # A word that stands in every sentence is named where no other is: 国庆, "all".
    telling = telling or [place for place, piece in enumerate(pieces) if piece.role is Role.OTHER]
    if not telling:
        return None
    first = telling[0]
    if words.language == "zh":
        # 县交通局 and 2号线 are no 交通局 and 号线, though what is in front of them tells nothing by itself.
        first = next(place for place, piece in enumerate(pieces) if piece.role is not Role.SMALL)
    small = tuple(instead[piece.start : piece.end] for piece in pieces[:first])
    inside = tuple(pieces[place] for place in telling)
    return _Filler(small, inside, instead[pieces[first].start :])


def _scores(
    question: str,
    pieces: Sequence[Piece],
    *,
    runs: Sequence[tuple[int, int]],
    filler: _Filler,
    words: FollowUpWords,
    embedder: Embedder | None,
) -> npt.NDArray[np.float64]:
    """How well each run is what the follow-up speaks of instead."""
    scores: npt.NDArray[np.float64] = np.array([_signs(question, pieces, run, filler, words) for run in runs])
    if embedder is None:
        return scores
    # Each costs the model as much as a short question: of a long one, those that the other signs speak for.
    likely = np.argsort(-scores, kind="stable")[:_MOST_COMPARED]
    texts = [question[pieces[first].start : pieces[last - 1].end] for first, last in (runs[place] for place in likely)]
    vectors = embedder.embed_queries([filler.core, *texts])
    alike = np.full(len(runs), -np.inf)
    alike[likely] = _MEANING * np.asarray(vectors[1:] @ vectors[0], dtype=np.float64)
    total: npt.NDArray[np.float64] = scores + alike
    return total


def _signs(
    question: str, pieces: Sequence[Piece], run: tuple[int, int], filler: _Filler, words: FollowUpWords
) -> float:
    first, last = run
    text = normalize(question[pieces[first].start : pieces[last - 1].end])
    ours = normalize(filler.core)
    roles = {piece.role for piece in pieces[first:last]}
    own = {piece.role for piece in filler.pieces}
    score = -_LONGER * abs((last - first) - len(filler.pieces))
    score += _SAME_ROLE * (roles == own)
    if words.language in UNSPACED:
        score += _SAME_END * (text[-1] == ours[-1])
    else:
        score += _SAME_END * (text.split()[-1] == ours.split()[-1] and len(filler.pieces) > 1)
        score += _SAME_BEGINNING * (text.split()[0] == ours.split()[0] and last - first > 1)
    before = pieces[first - 1] if first else None
    if before is not None and filler.small:
        score += _SAME_SMALL * (normalize(question[before.start : before.end]) == normalize(filler.small[-1]))
    elif before is not None and words.language not in UNSPACED:
        # What has no article or preposition stands for what has none: "nurses" for "beds" of "beds at the clinic".
        score -= _SAME_SMALL * (before.role is Role.SMALL and Role.NAME not in own)
    if before is not None and Role.NAME not in own:
        score += _ASKED * (before.role is Role.OTHER and words.asks(question[before.start : before.end]))
    return score


def _replaced(
    question: str, pieces: Sequence[Piece], run: tuple[int, int], filler: _Filler, words: FollowUpWords
) -> str:
    """The question with a run replaced, and the small words before it with the follow-up's where they differ."""
    first, last = run
    begin, text = pieces[first].start, filler.core
    before: list[Piece] = []
    for piece in reversed(pieces[:first]):
        if piece.role is not Role.SMALL:
            break
        before.insert(0, piece)
    same = (
        before
        and filler.small
        and normalize(question[before[-1].start : before[-1].end]) == normalize(filler.small[-1])
    )
    if before and filler.small and not same and words.language not in UNSPACED:
        begin = before[-min(len(before), len(filler.small))].start
        text = " ".join((*filler.small, filler.core))
    return question[:begin] + text + question[pieces[last - 1].end :]


def _with_time(question: str, instead: str, words: FollowUpWords) -> str:
    """The question with a time that it did not name."""
    if words.language in UNSPACED:
        return f"{instead}{question}"
    ended = question.rstrip(" ?？")
    return f"{ended} {instead}{question[len(ended) :]}"
