"""Whether an answer is right: by an accepted answer in its text, by exact match and F1, by its figure's value."""

import re
from collections import Counter
from collections.abc import Sequence

from indexer.core.article import Article
from indexer.core.figure import Figure
from indexer.text.normalize import normalize
from service.figures.read import figures
from service.results import Answer, AnswerKind


def contains_answer(text: str, answers: Sequence[str]) -> bool:
    """Whether any answer stands in the text, folded (繁 = 简, full width = half, case) and with white space as one blank.

    A number matches only where the digits end with it:

    >>> contains_answer("共1308人", ["308"]), contains_answer("共３０８人", ["308"])
    (False, True)
    """
    plain = _plain(text)
    return any(re.search(_pattern(answer), plain) for answer in answers)


def _plain(text: str) -> str:
    return " ".join(normalize(text).split())


def _pattern(answer: str) -> str:
    plain = _plain(answer)
    before = r"(?<![0-9])" if plain[:1].isdigit() else ""
    after = r"(?![0-9])" if plain[-1:].isdigit() else ""
    return before + re.escape(plain) + after


_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_TOKENS = re.compile("[\u3400-\u9fff\uf900-\ufaff]|[^\\W\u3400-\u9fff\uf900-\ufaff]+")


def exact_match(text: str, accepted: Sequence[str]) -> float:
    """1 where the words are those of an accepted answer, punctuation and English articles aside; else 0.

    >>> exact_match("The roof.", ["roof"]), exact_match("三万多元", ["三万元"])
    (1.0, 0.0)
    """
    return float(any(_words(text) == _words(answer) for answer in accepted))


def f1(text: str, accepted: Sequence[str]) -> float:
    """The best F1 against an accepted answer, 0 to 1: harmonic mean of the shares of shared words on either side.

    Shared words are counted with their number and whatever their order, as SQuAD's script does.

    >>> f1("捐款三万元", ["三万元"])
    0.75
    """
    return max((_f1(_words(text), _words(answer)) for answer in accepted), default=0.0)


def _words(text: str) -> list[str]:
    return _TOKENS.findall(_ARTICLES.sub(" ", normalize(text)))


def _f1(given: Sequence[str], right: Sequence[str]) -> float:
    shared = (Counter(given) & Counter(right)).total()
    return 2 * shared / (len(given) + len(right)) if shared else 0.0


_HALF = 0.5
_PUNCTUATION = " \t\n，。、；：,.;:!?！？“”\"'()（）"


def is_right(answer: Answer, accepted: Sequence[str], article: Article) -> bool:
    """Whether an answer is one of those accepted.

    A figure is, where it equals one of their figures; where none of them has a figure of its kind, where its words and
    theirs contain each other. A sentence is, where it contains one; words of a sentence where they and one are mostly the
    same.

    Args:
        answer: What was answered.
        accepted: Words that are right.
        article: The answer's: its 昨日 is the same day as the accepted one, and 1.250 is what its language means by it.
    """
    if answer.figure is None:
        spoken = says_the_words if answer.kind is AnswerKind.SPAN else contains_answer
        return spoken(answer.text, accepted)
    return same_figure(answer.figure, accepted, article)


def says_the_words(text: str, accepted: Sequence[str]) -> bool:
    """Whether words contain an accepted answer, or are in one and no less than half of it by F1: 林若溪 of 市长林若溪."""
    inside = [answer for answer in accepted if contains_answer(answer, [text])]
    return contains_answer(text, accepted) or (bool(inside) and f1(text, inside) >= _HALF)


def same_figure(figure: Figure, accepted: Sequence[str], article: Article) -> bool:
    """Whether a figure is one of those accepted, by its value; by its words where they tell none."""
    read = [
        each
        for text in accepted
        for each in figures(text, published_at=article.local_time, language=article.language)
        if each.kind is figure.kind
    ]
    if any(same_value(figure, each) for each in read):
        return True
    valued = [each for each in read if (each.min, each.max) != (None, None)]
    # 7月 in an article without a date amounts to no day, and 上午 to no hour: then only the words can tell.
    if valued and (figure.min, figure.max) != (None, None):
        return False
    return any(contains_answer(text, [figure.text]) or contains_answer(figure.text, [text]) for text in accepted)


def same_value(one: Figure, other: Figure) -> bool:
    """Whether two figures amount to the same, whichever of them says "more than".

    三万多元 is taken for 三万元, as those who wrote the accepted answers did: an open end is not compared. A unit or
    currency that one of them leaves out is not compared either.
    """
    if one.kind is not other.kind or (one.min, one.max) == (None, None):
        return False
    if one.unit and other.unit and one.unit != other.unit:
        return False
    if (one.min, one.max) == (other.min, other.max):
        return True
    is_open = None in {one.min, one.max, other.min, other.max}
    return is_open and bool({one.min, one.max} & {other.min, other.max} - {None})


def is_figure(accepted: Sequence[str]) -> bool:
    """Whether an accepted answer is a figure from end to end: 二十人, not 二十人的队伍."""
    return any(_covered(text) for text in accepted)


def _covered(text: str) -> bool:
    bare = normalize(text).strip(_PUNCTUATION)
    return any(normalize(each.text).strip(_PUNCTUATION) == bare for each in figures(text))
