"""What stands where an article speaks of another village, bank or team than the question names."""

from collections.abc import Mapping, Sequence

import pytest

from indexer.core.article import Article, Span
from indexer.text.sentences import sentences
from service.answer.candidate import Candidate, Sentence
from service.answer.other_names import AskedNames

NEIGHBOUR = Article(
    "neighbour",
    "桐坪村给枣岭村送去两车煤",
    "桐坪村1月9日把两车煤送到相邻的枣岭村。桐坪村村支书何满仓说，今年煤有富余。村里一百零四户人家都不缺。枣岭村的车队也来帮忙。",
    language="zh",
)
OWN = Article(
    "own", "枣岭村通了公路", "枣岭村有二百七十户人家，在山的另一边。桐坪村的人也走这条路。路长九公里。", language="zh"
)
SHORE = Article(
    "shore",
    "Saltby opens a pool",
    "The town of Saltby has opened a pool. It cost 900,000 pounds. People from Withern may swim there, too.",
    language="en",
)
FERRY = Article(
    "ferry", "Withern keeps its ferry", "The ferry at Withern goes on. The town of Withern pays.", language="en"
)


def candidate(article: Article, words: str) -> Candidate:
    """Some words of an article in their sentence."""
    start = article.body.index(words)
    whole = next(span for span in sentences(article.body) if span.start <= start < span.end)
    inside = Span(start - whole.start, start - whole.start + len(words))
    return Candidate(Sentence(article, whole, 0.0), inside, None, {})


def left(
    question: str, of: Sequence[tuple[Article, str]], called: Mapping[str, Sequence[str]] | None = None
) -> list[str]:
    """The words that may answer."""
    asked = AskedNames.of(question, called or {}, [article for article, _ in of])
    return [each.text for each in asked.leave([candidate(article, words) for article, words in of])]


HOUSEHOLDS = ((NEIGHBOUR, "一百零四户"), (OWN, "二百七十户"))


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("枣岭村有多少户？", {}),
        ("How many households are there in Zaoling village?", {"Zaoling": ("枣岭",)}),
        ("How many households are there in Zaoling?", {"Zaoling": ("枣岭",)}),
    ],
)
def test_the_neighbours_households_are_not_those_of_the_village_asked_about(
    question: str, called: Mapping[str, Sequence[str]]
) -> None:
    assert left(question, HOUSEHOLDS, called) == ["二百七十户"]


def test_the_neighbours_are_its_own() -> None:
    assert left("桐坪村有多少户？", HOUSEHOLDS) == ["一百零四户"]


def test_an_article_that_first_names_the_village_speaks_of_it() -> None:
    """The road's length follows a sentence that names the neighbour alone."""
    assert left("枣岭村的公路有多长？", [(OWN, "九公里")]) == ["九公里"]


def test_a_sentence_that_names_the_village_speaks_of_it() -> None:
    assert left("枣岭村的什么来帮忙？", [(NEIGHBOUR, "车队")]) == ["车队"]


def test_a_name_that_the_archive_does_not_know_in_the_articles_script_leaves_nothing_out() -> None:
    both = left("How many households are there in Zaoling village?", HOUSEHOLDS)
    assert both == ["一百零四户", "二百七十户"]


@pytest.mark.parametrize("question", ["哪家医院有多少户？", "全村有多少户？", "有多少户？"])
def test_what_names_nobody_leaves_nothing_out(question: str) -> None:
    assert left(question, HOUSEHOLDS) == ["一百零四户", "二百七十户"]


def test_articles_tell_that_a_name_is_a_towns() -> None:
    assert left("How much did the pool in Withern cost?", [(SHORE, "900,000 pounds"), (FERRY, "pays")]) == ["pays"]
    assert left("How much did the pool in Saltby cost?", [(SHORE, "900,000 pounds"), (FERRY, "pays")]) == [
        "900,000 pounds"
    ]


def test_names_in_cyrillic_are_told_with_their_endings() -> None:
    article = Article(
        "ru", "В селе Дубровка открыли баню", "В селе Дубровка открыли баню. Глава Дубровки рад. Сюда ездят из села Ракитное. Тут 90 домов.",
        language="ru",
    )  # fmt: skip
    of = [(article, "рад")]
    assert left("Кто рад в селе Ракитное?", of) == []
    assert left("Кто рад в селе Дубровка?", of) == ["рад"]
