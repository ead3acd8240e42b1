"""Words meet by their stems, each language by its own rules, and from several threads at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from indexer.text.analyzer import stemmed, stems_of


@pytest.mark.parametrize(
    ("language", "stemmer"),
    [
        ("en", "english"),
        ("en-GB", "english"),
        ("EN", "english"),
        ("ru", "russian"),
        ("pt-BR", "portuguese"),
        ("nb", "norwegian"),
        pytest.param("zh", "english", id="Latin words among Chinese ones are mostly English"),
        pytest.param("vi", "english", id="a language without a stemmer"),
        pytest.param("", "english", id="unknown"),
    ],
)
def test_the_language_says_which_stemmer(language: str, stemmer: str) -> None:
    assert stems_of(language) == stemmer


@pytest.mark.parametrize(
    ("stemmer", "words", "stems"),
    [
        ("english", ["donated", "donation", "donations", "masks"], ["donat", "donat", "donat", "mask"]),
        ("russian", ["пожертвования", "пожертвование"], ["пожертвован", "пожертвован"]),
        ("spanish", ["donaciones", "donación"], ["donacion", "donacion"]),
        ("english", ["捐款", "помощь", ""], ["捐款", "помощь", ""]),
        ("english", [], []),
    ],
)
def test_stems(stemmer: str, words: list[str], stems: list[str]) -> None:
    assert stemmed(words, stemmer) == stems


def test_threads_that_stem_at_once_do_not_disturb_each_other() -> None:
    """PyStemmer says that a stemmer is for one thread at a time, so each thread has its own."""
    words = {f"{letter}{'ation' * length}s": None for letter in "bcdfgl" for length in range(1, 30)}
    alone = stemmed(words, "english")
    with ThreadPoolExecutor(4) as pool:
        for together in pool.map(lambda _: stemmed(words, "english"), range(200)):
            assert together == alone
