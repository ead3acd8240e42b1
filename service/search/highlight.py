"""Which characters of a passage match the question, and which passages hold all of it in one sentence."""

import re
from collections.abc import Collection, Sequence, Set

from indexer.core.article import Article, Span
from indexer.index.bm25 import Want
from indexer.text.analyzer import terms, tokens
from indexer.text.normalize import normalize, unjoined
from indexer.text.number_terms import number_terms
from indexer.text.sentences import sentences


def highlights(sought: Collection[str], text: str, *, language: str = "") -> tuple[Span, ...]:
    """Spans of `text` that the question's terms match, merged and in order.

    Single characters of scripts without spaces match too often to tell anything and count only inside a longer
    match, unless the question has nothing longer.

    Args:
        sought: The question's terms and what may stand for them.
        text: The passage.
        language: BCP 47 tag of the passage.
    """
    telling = {term for term in sought if len(term) > 1} or sought
    spans: list[Span] = []
    if not telling:
        return ()
    for token in sorted(tokens(text, language=language, among=telling), key=lambda token: (token.start, token.end)):
        if spans and token.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, token.end))
        else:
            spans.append(Span(token.start, token.end))
    return tuple(spans)


HEAD = 30
"""How many of the best candidates are looked at again."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_QUOTED = re.compile(
    '“([^“”]{2,40})”|「([^「」]{2,40})」|『([^『』]{2,40})』|《([^《》]{2,40})》|«([^«»]{2,40})»|"([^"]{2,40})"'
)


def term_share(wants: Sequence[Want], text: str, *, language: str = "") -> float:
    """How much of what is wanted a text holds, by idf, 0 to 1; how often it holds it does not matter."""
    return share_among(wants, set(terms(text, language=language)))


def share_among(wants: Sequence[Want], held: Set[str]) -> float:
    """How much of what is wanted some terms hold, by idf, 0 to 1."""
    wanted = sum(want.idf for want in wants)
    return sum(want.idf for want in wants if not held.isdisjoint(want.spellings)) / max(wanted, 1e-6)


class BestSentence:
    """Tells how much of what a question wants the best sentence of a text holds."""

    def __init__(self, wants: Sequence[Want]) -> None:
        # A text holds Han characters and pairs of them as it is written; anything else it has to be cut into terms for.
        self._wants = [
            (
                want.idf,
                [each for each in want.spellings if _HAN.fullmatch(each)],
                frozenset(each for each in want.spellings if not _HAN.fullmatch(each)),
            )
            for want in wants
        ]
        self._wanted = max(sum(want.idf for want in wants), 1e-6)
        self.cut = frozenset[str]().union(*(others for *_, others in self._wants))
        """Terms that a text has to be cut for; see `of`."""

    def of(self, text: str, *, language: str = "", cut: bool = True) -> float:
        """The highest share that one sentence of a text holds, 0 to 1.

        Args:
            text: Of any length.
            language: BCP 47 tag of the text; empty when unknown.
            cut: Whether it may hold any of `self.cut`.
        """
        folded, best, nothing = normalize(text), 0.0, frozenset[str]()
        for span in sentences(text):
            sentence, held = unjoined(folded[span.start : span.end]), 0.0
            found = _cut(sentence, language) if cut and self.cut else nothing
            for idf, written, others in self._wants:
                for each in written:
                    if each in sentence:
                        held += idf
                        break
                else:
                    held += 0.0 if found.isdisjoint(others) else idf
            best = max(best, held)
        return best / self._wanted


def _cut(sentence: str, language: str) -> Set[str]:
    """The terms of a folded sentence but for those of Han characters, which are most of a Chinese one."""
    found = {term for term in terms(_HAN.sub(" ", sentence), language=language) if term[0] != "#"}
    return found.union(term for term, _, _ in number_terms(sentence))


def quoted_names(question: str) -> list[str]:
    """What stands in quotation marks or title marks, folded.

    >>> quoted_names("谁写了《青禾纪事》？")
    ['青禾纪事']
    """
    found = (next(filter(None, match.groups())).strip() for match in _QUOTED.finditer(question))
    return [unjoined(normalize(name)) for name in found if name]


def phrases_held(names: Sequence[str], article: Article) -> float:
    """Share of names that an article's title or body holds character for character, but for folding, 0 to 1."""
    if not names:
        return 0.0
    text = unjoined(normalize(f"{article.title}\n{article.body}"))
    return sum(name in text for name in names) / len(names)
