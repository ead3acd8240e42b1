"""Names across Latin and Cyrillic letters, and words inside of German compounds: found as people type them."""

from pathlib import Path

import pytest

from indexer.index.compound_words import CompoundWords
from service.query.transliteration import in_cyrillic, in_latin
from service.results import Mode
from service.search.searcher import Searcher
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

RECORDS = [
    {"id": "rocket", "title": "Королёв", "body": "Сергей Королёв построил ракету. Жители Тюмени ждали.", "lang": "ru"},
    {
        "id": "talks",
        "title": "Переговоры",
        "body": "Переговоры Зеленского и Григорьева прошли в Харькове.",
        "lang": "ru",
    },
    {
        "id": "orchestra",
        "title": "An evening",
        "body": "The orchestra played Tchaikovsky for Khrushchev.",
        "lang": "en",
    },
    {
        "id": "measures",
        "title": "Landkreis",
        "body": "Die Corona-Schutzmaßnahmen enden, der Hochwasserschutz bleibt.",
        "lang": "de",
    },
    {
        "id": "court",
        "title": "Urteil",
        "body": "Das Bundesverfassungsgericht hörte die Oberbürgermeisterin.",
        "lang": "de",
    },
    {"id": "market", "title": "Markt", "body": "Auf dem Markt gab es Äpfel und Brot.", "lang": "de"},
    {"id": "dyke", "title": "Dijk", "body": "De rivierdijkversterking begint in mei.", "lang": "nl"},
]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    index: Path = tmp_path_factory.mktemp("scripts")
    build(index, TermEmbedder(), record_pages(RECORDS), chunk_tokens=60)
    return Searcher.open(index, TermEmbedder())


def found(searcher: Searcher, query: str) -> list[str]:
    return [hit.article.id for hit in searcher.search(query, mode=Mode.LEXICAL, group_by="article").hits]


@pytest.mark.parametrize(
    ("query", "article"),
    [
        ("Korolev", "rocket"),
        ("korolyov", "rocket"),
        ("Koroljow", "rocket"),
        ("Who is Sergey Korolyov?", "rocket"),
        ("Королев", "rocket"),
        ("Tyumen", "rocket"),
        ("Zelenskyy", "talks"),
        ("Selenskyj", "talks"),
        ("Grigoriev", "talks"),
        ("Чайковский", "orchestra"),
        ("о Чайковском", "orchestra"),
        ("Хрущёв", "orchestra"),
        ("massnahmen", "measures"),
        ("Maßnahmen", "measures"),
        ("Welche Massnahmen enden?", "measures"),
        ("Hochwasser", "measures"),
        ("Bürgermeisterin", "court"),
        ("Buergermeisterin", "court"),
        ("Verfassung", "court"),
        ("versterking", "dyke"),
    ],
)
def test_a_word_is_found_in_the_other_script_and_inside_of_compounds(
    searcher: Searcher, query: str, article: str
) -> None:
    assert found(searcher, query)[:1] == [article]


def test_what_a_name_was_taken_for_is_told(searcher: Searcher) -> None:
    assert "королев" in (searcher.search("Korolev").names or {})["Korolev"]


def test_words_that_only_join_are_no_names(searcher: Searcher) -> None:
    assert searcher.search("Which of them were there?").names == {}


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Solzhenitsyn", "солженицын"),
        ("Navalny", "навальный"),
        ("Yeltsin", "ельцин"),
        ("Alexei", "алексей"),
        ("Dostoevsky", "достоевский"),
        ("Perm", "пермь"),
        ("Yekaterinburg", "екатеринбург"),
        ("Ilyin", "ильин"),
        ("Prigozhin", "пригожин"),
        ("Wladimir", "владимир"),
        ("Poutine", "путин"),
    ],
)
def test_a_name_is_spelt_in_the_other_script_as_newspapers_do(latin: str, cyrillic: str) -> None:
    assert cyrillic in in_cyrillic(latin)
    assert latin.lower() in in_latin(cyrillic)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("schutz", ["hochwasserschutz", "schutzwand"]),
        ("hochwasser", ["hochwasserschutz"]),
        ("wasser", ["hochwasserschutz"]),
        ("wand", []),
        ("schutzwan", []),
    ],
)
def test_a_part_needs_another_word_beside_it(part: str, words: list[str]) -> None:
    compounds = CompoundWords(["hochwasserschutz", "schutzwand"])
    assert sorted(compounds.with_part(part)) == words
