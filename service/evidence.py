"""Sentences of the passages that were found, and what in them may be the answer, each with what speaks for it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from indexer.analyze import Token, tokens
from indexer.domain import Article, Hit, Span
from indexer.figure import Figure, FigureKind
from indexer.sentences import sentences
from indexer.terms import Want
from service.figures.read import figures
from service.judged import Judged
from service.places import MOST_UNSPOKEN, STOPS, Places
from service.question import language_of
from service.rank import share_held
from service.wanted import AnswerType, Wanted
from service.widen import widened

PASSAGES = 10
"""Hits whose sentences are weighed."""

_AROUND = 300
"""Characters on either side of a chunk in which a sentence of it may begin or end."""

_NEAR = 12.0
"""Characters over which the nearness of a matching word falls to a third."""

_MOST_BETWEEN = 24
"""Blanks and words of being between what is counted and its figure."""

SURE = 0.0
"""Logits by which what a reader marks must be above "no answer here" to be the answer instead of its sentence."""

_TOTAL_WORDS = ("共", "总", "累计", "合计", "in total", "altogether", "overall")
_PART_WORDS = (
    "带头", "率先", "其中", "个人", "本人", "每人", "人均", "各捐", "最多", "最少", "最低", "包括", "首批",
    "of which", "including", "each", "led by",
)  # fmt: skip
_BEFORE_FIGURE = 14
"""Characters before a figure that say what part it plays: a total, or what one of many gave."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage that was found."""

    article: Article
    span: Span
    """Of the article's body."""
    behind: float
    """How far its passage's score lies under the best one's, in spreads of cosine, 0 or less."""

    @property
    def text(self) -> str:
        """Its characters."""
        return self.article.body[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may answer: a figure of a sentence, or the sentence itself."""

    sentence: Sentence
    figure: Figure | None
    """Its span is of the sentence."""
    features: Mapping[str, float]
    marked: Span | None = None
    """The sentence's characters that a reader marked as the answer, widened; None for all of it, and for a figure."""


def found_sentences(hits: Sequence[Hit]) -> list[Sentence]:
    """Sentences that lie in the first hits' chunks, wholly or in part, each once with its best passage."""
    found: dict[tuple[str, int], Sentence] = {}
    # Where a reader ranked, what both legs say still tells its own: the reader speaks through features of its own.
    best = max((hit.scores.fused for hit in hits[:PASSAGES]), default=0.0)
    for hit in hits[:PASSAGES]:
        behind = (hit.scores.fused - best) / max(hit.scores.signals.spread, 1e-6)
        for span in _spans(hit):
            found.setdefault((hit.article.id, span.start), Sentence(hit.article, span, behind))
    return list(found.values())


def _spans(hit: Hit) -> list[Span]:
    """Sentences of a hit's chunk; one that goes far beyond the chunk is cut."""
    first = max(0, hit.chunk.start - _AROUND)
    around = hit.article.body[first : hit.chunk.end + _AROUND]
    found = (Span(first + span.start, first + span.end) for span in sentences(around))
    return [span for span in found if span.start < hit.chunk.end and span.end > hit.chunk.start]


def candidates(
    question: str,
    found: Sequence[Sentence],
    wanted: Wanted,
    wants: Sequence[Want],
    named: Sequence[Want],
    judged: Judged | None = None,
) -> list[Candidate]:
    """What may answer: figures of the kind wanted, and where none is, sentences.

    Args:
        question: As it was asked.
        found: Sentences to look in.
        wanted: The kind of answer.
        wants: The question's words, with their idf.
        named: Those of them that name whom or what it is about.
        judged: What a reader made of the passages; None without one.
    """
    weigher = _Weigher(question, wanted, wants, named, judged)
    weighed = [candidate for sentence in found for candidate in weigher.read(sentence)]
    typed = [each for each in weighed if each.figure is not None and _may_count(each.figure, wanted)]
    return typed if typed else [candidate for candidate in weighed if candidate.figure is None]


_OF_PEOPLE = frozenset({"person", "person_time", "case", "item", ""})
"""Units in which people are counted; a case may be a patient."""


def _may_count(figure: Figure, wanted: Wanted) -> bool:
    """Whether a figure may count what the question counts: no vehicles where people are asked for."""
    return wanted.unit != "person" or figure.kind is not FigureKind.COUNT or figure.unit in _OF_PEOPLE


class _Weigher:
    """Weighs sentences for one question."""

    def __init__(
        self,
        question: str,
        wanted: Wanted,
        wants: Sequence[Want],
        named: Sequence[Want],
        judged: Judged | None,
    ) -> None:
        self._judged = judged
        self._question = question
        self._language = language_of(question)
        self._wanted = wanted
        self._wants = wants
        self._named = named
        self._idf = {term: want.idf for want in wants for term in want.spellings}
        self._want_of = {term: number for number, want in enumerate(wants) for term in want.spellings}
        self._all = max(sum(want.idf for want in wants), 1e-6)
        self._known = max(sum(want.idf for want in wants if not want.unknown), 1e-6)
        self._articles: dict[str, tuple[float, float]] = {}

    def read(self, sentence: Sentence) -> list[Candidate]:
        """The sentence, and its figures of the kind wanted."""
        text = sentence.text
        matches = list(tokens(text, language=sentence.article.language, among=self._idf))
        places = Places(text, matches, self._want_of)
        of_article, known = self._of_article(sentence.article)
        shared = {
            "behind": sentence.behind,
            "sentence": self._share(matches),
            "article": of_article,
            "named": known,
            "named here": self._share_of_names(text, sentence.article.language),
            "lead": math.exp(-sentence.span.start / 300),
        }
        read = [self._whole(sentence, shared)]
        # Names are rarely known across languages: there, what the question does not speak of is no stranger.
        same_language = sentence.article.language.partition("-")[0] == self._language
        if self._wanted.kinds:
            read.extend(
                Candidate(
                    sentence,
                    figure,
                    self._abroad(
                        shared | self._features(places, figure, same_language=same_language),
                        same_language=same_language,
                    )
                    | self._judgement(sentence, figure),
                )
                for figure in figures(
                    text, published_at=sentence.article.local_time, language=sentence.article.language
                )
                if figure.kind in self._wanted.kinds
            )
        return read

    def _abroad(self, features: dict[str, float], *, same_language: bool) -> dict[str, float]:
        """Across languages, what is counted vouches for its figure: words that no row has in any rendering say nothing then.

        Of "how many party members does the village have" the archive holds 党员, but none of the words that the dictionary
        has for village.
        """
        if same_language or features["counted"] < 1:
            return features
        return features | {name: min(features[name] * self._all / self._known, 1.0) for name in _SHARES}

    def _whole(self, sentence: Sentence, shared: Mapping[str, float]) -> Candidate:
        """The sentence, with what of it a reader marked."""
        if self._judged is None:
            return Candidate(sentence, None, shared)
        features = {**shared, **self._judged.sentence(sentence.article.id, sentence.span)}
        marked = None
        if self._wanted.type is not AnswerType.YES_NO and not is_typed(self._wanted):
            marked = marked_words(sentence, self._judged)
        return Candidate(sentence, None, features, marked)

    def _judgement(self, sentence: Sentence, figure: Figure) -> dict[str, float]:
        """What a reader says of a figure; nothing without one."""
        if self._judged is None:
            return {}
        start = sentence.span.start
        return self._judged.figure(sentence.article.id, start + figure.start, start + figure.end)

    def _share(self, matches: Sequence[Token]) -> float:
        """Share of the question's idf weight that these terms hold, 0 to 1."""
        return self._weight({self._want_of[match.term] for match in matches})

    def _weight(self, held: Iterable[int]) -> float:
        """Share of the question's idf weight that some of its words have, 0 to 1."""
        return sum(self._wants[number].idf for number in held) / self._all

    def _of_article(self, article: Article) -> tuple[float, float]:
        """The share that the whole article holds, of all words and of the names."""
        if article.id not in self._articles:
            text = f"{article.title}\n{article.body}"
            share = self._share(list(tokens(text, language=article.language, among=self._idf)))
            self._articles[article.id] = share, self._share_of_names(text, article.language)
        return self._articles[article.id]

    def _share_of_names(self, text: str, language: str) -> float:
        """Share of the names' idf weight that a text holds, 0 to 1; 1 where the question names nobody."""
        return share_held(self._named, text, language=language) if self._named else 1.0

    def _features(self, places: Places, figure: Figure, *, same_language: bool) -> dict[str, float]:
        """What speaks for one figure of a sentence, each about 0 to 1."""
        text = places.text
        before = text[max(0, figure.start - _BEFORE_FIGURE) : figure.start]
        asked_total, says_total = self._wanted.total, any(word in before for word in _TOTAL_WORDS)
        return {
            "near": self._nearness(places.distances(figure)),
            "clause": self._weight(places.in_clause(figure)),
            "unit": float(bool(self._wanted.unit) and figure.unit == self._wanted.unit),
            "other unit": float(bool(self._wanted.unit) and figure.unit != self._wanted.unit),
            "counted": self._counted(text, figure),
            "total": float(asked_total and says_total),
            "total unasked": float(says_total and not asked_total),
            "total of all": float(says_total and not self._named),
            "part": float(any(word in before and word not in self._question for word in _PART_WORDS)),
            "stranger": places.unspoken(figure) / MOST_UNSPOKEN if same_language else 0.0,
            "indefinite": float(_is_article(text, figure)),
            "exact": float(figure.qualifier == "exact"),
            "place": figure.start / max(len(text), 1),
        }

    def _nearness(self, distances: Mapping[int, int]) -> float:
        """Share of the question's idf weight, each word counting less the further it stands from the figure."""
        return sum(self._wants[number].idf * math.exp(-far / _NEAR) for number, far in distances.items()) / self._all

    def _counted(self, text: str, figure: Figure) -> float:
        """Whether what the question counts follows the figure or stands before it: 97名党员, 口罩三千余个."""
        counted = self._wanted.counted
        if figure.kind not in _COUNTED or not counted:
            return 0.0
        before = text[max(0, figure.start - len(counted) - _MOST_BETWEEN) : figure.start]
        if before.rstrip(" :：约有达为是共").endswith(counted):
            return 1.0
        after = "".join(takewhile(lambda character: character not in STOPS, text[figure.end : figure.end + 24]))
        matches = [token for token in tokens(after, among=self._idf) if len(token.term) > 1]
        return 1.0 if matches and matches[0].start <= 1 else 0.5 if matches else 0.0


_SHARES = ("sentence", "article", "near", "clause")
"""Features that are shares of the question's idf weight."""
_COUNTED = frozenset({FigureKind.COUNT, FigureKind.MASS, FigureKind.VOLUME})


def _is_article(text: str, figure: Figure) -> bool:
    """Whether a figure is what Chinese has for "a": 他是一名党员 counts nobody, 仅有一名医生 does."""
    counts_one = figure.kind is FigureKind.COUNT and figure.min == figure.max == 1
    return (
        counts_one
        and figure.text.startswith("一")
        and not text.endswith(("唯一", "仅", "只", "有", "共"), 0, figure.start)
    )


def marked_words(sentence: Sentence, judged: Judged) -> Span | None:
    """The characters of a sentence that answer by themselves, none cut through; None where that is not sure."""
    marked = judged.marked(sentence.article.id, sentence.span, sure=SURE)
    if marked is None:
        return None
    origin, text = sentence.span.start, sentence.text
    read = figures(text, published_at=sentence.article.local_time, language=sentence.article.language)
    whole = [Span(each.start, each.end) for each in read]
    span = widened(text, Span(marked.start - origin, marked.end - origin), whole)
    return span if span.start < span.end else None


def is_typed(wanted: Wanted) -> bool:
    """Whether an answer to this would be read off as a figure or a date."""
    return wanted.type in {AnswerType.FIGURE, AnswerType.DATE}
