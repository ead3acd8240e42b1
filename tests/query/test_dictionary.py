"""Facts of the dictionary, and how it is kept."""

from pathlib import Path

import pytest

from indexer.core.string_tables import read_string_tables, write_string_tables
from service.query.dictionary import Glossary, glossary, read_glossary


@pytest.fixture(scope="module")
def read() -> Glossary:
    return read_glossary()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test's own, with nothing read yet."""
    monkeypatch.setenv("XUNWEN_CACHE_DIR", str(tmp_path))
    glossary.cache_clear()
    yield tmp_path
    glossary.cache_clear()


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        pytest.param("tencent", "腾讯", id="a company"),
        pytest.param("henan", "河南", id="a province without its kind"),
        pytest.param("wuhan", "武汉", id="a city"),
        pytest.param("walmart", "沃尔玛", id="a name that lost its hyphen"),
        pytest.param("buffett", "巴菲特", id="the last name of a person with a foreign one"),
        pytest.param("macron", "马克龙", id="who goes by the last name without a dot in it"),
        pytest.param("saic", "上汽", id="an acronym in brackets"),
        pytest.param("saudi arabia", "沙特", id="what is short for it in English"),
        pytest.param("japan airlin", "日航", id="and in Chinese"),
        pytest.param("russian", "俄罗斯", id="where somebody is from"),
        pytest.param("flood", "洪水", id="a noun"),
        pytest.param("donat", "捐款", id="a verb, without its to"),
        pytest.param("high speed rail", "高铁", id="a phrase of three words"),
        pytest.param("sea level", "海平面", id="an article is cut off in front only, not within a word"),
    ],
)
def test_english_and_chinese_find_each_other(read: Glossary, phrase: str, word: str) -> None:
    assert word in read.chinese[phrase].split("\t")
    assert phrase in read.english[word].split("\t")


def test_one_character_is_no_word_of_the_dictionary(read: Glossary) -> None:
    assert not [word for word in read.english if len(word) < 2]


_SMALL = Glossary(
    {"mask": "口罩\t面具", "high speed rail": "高速铁路", "high": "高处"},
    {"腾讯": "tencent", "腾讯控股": "tencent hold"},
)


def test_the_longest_phrase_of_a_question_is_looked_up_and_stands_for_each_of_its_words() -> None:
    rail = [("高速", "速铁", "铁路")]
    assert _SMALL.in_chinese(["masks", "by", "high", "speed", "rails"]) == {
        "mask": [("口罩",), ("面具",)],
        "high": rail,
        "speed": rail,
        "rail": rail,
    }
    assert _SMALL.in_chinese(["high", "masks"])["high"] == [("高处",)]
    assert _SMALL.in_chinese(["high", "speed", "rails"], longest=1) == {"high": [("高处",)]}


def test_what_is_of_a_place_asks_for_the_place() -> None:
    places = Glossary({"australia": "澳洲", "iran": "伊朗", "vietnam": "越南", "urban": "城市"}, {})
    found = places.in_chinese(["Australian", "iranian", "vietnamese", "urban", "urbania"])
    assert found["iranian"] == [("伊朗",)]
    assert found["vietnames"] == [("越南",)]
    assert found["urban"] == [("城市",)]
    assert "urbania" not in found


def test_the_first_is_no_leading_unless_somebody_is_the_first(read: Glossary) -> None:
    """带头 is "to be the first"; without its verb that would take the place of all that "first" means."""
    rendered = read.in_chinese(["the", "first", "donation"])
    assert ("首次",) in rendered["first"]
    assert ("带头",) not in rendered["first"]
    assert ("带头",) in read.in_chinese(["who", "will", "be", "the", "first"])["first"]
    assert ("挑头",) not in read.in_chinese(["was", "first", "to", "donate"])["first"]


def test_a_person_who_is_called_by_the_family_name_first_does_not_go_by_the_last_word(read: Glossary) -> None:
    assert "韩正" not in read.chinese.get("zheng", "").split("\t")


def test_the_longest_word_of_a_chinese_question_is_looked_up_and_stands_for_its_pairs() -> None:
    assert _SMALL.in_english("问腾讯") == {term: [("tencent",)] for term in ("腾", "讯", "腾讯")}
    assert set(_SMALL.in_english("腾讯控股")) == {"腾", "讯", "控", "股", "腾讯", "讯控", "控股"}
    assert _SMALL.in_english("腾讯控股")["腾讯"] == [("tencent", "hold")]
    assert _SMALL.in_english("") == {}


def test_what_is_read_is_kept_whole_and_the_kept_file_is_used(cache: Path) -> None:
    first = glossary()
    (file,) = cache.iterdir()  # nothing half written is left beside it
    chinese, english = read_string_tables(file)
    assert (len(chinese), len(english)) == (len(first.chinese), len(first.english)) > (80_000, 80_000)
    assert all(chinese[phrase] == words for phrase, words in first.chinese.items())
    write_string_tables(file, [{"kept": "留着"}, {}])
    glossary.cache_clear()
    assert glossary().chinese == {"kept": "留着"}


@pytest.mark.parametrize(
    "damaged", [b"", b"XWTABLE1", b"XWTABLE1\x02\0\0\0" + bytes(20), b"XWTABLE1" + bytes(4), b"3" * 40], ids=repr
)
def test_a_damaged_kept_file_is_read_over(cache: Path, damaged: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.query.dictionary.read_glossary", lambda: _SMALL)
    glossary()
    (file,) = cache.iterdir()
    file.write_bytes(damaged)
    glossary.cache_clear()
    assert glossary().english["腾讯"] == "tencent"
    assert read_string_tables(file)[1]["腾讯"] == "tencent"


def test_a_cache_folder_that_cannot_be_made_is_no_error(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cache / "file").write_text("")
    monkeypatch.setenv("XUNWEN_CACHE_DIR", str(cache / "file" / "below"))
    monkeypatch.setattr("service.query.dictionary.read_glossary", lambda: _SMALL)
    read = glossary()
    assert (read.chinese, read.english) == (_SMALL.chinese, _SMALL.english)


def test_what_is_called_after_a_place_stands_for_the_place_too() -> None:
    """Where it is rendered so: 台商 begins as 台湾 does, 德国人 not as what germs are."""
    small = Glossary({"taiwanes": "台商", "taiwan": "台湾", "german": "德国人", "germ": "细菌"}, {})
    assert small.in_chinese(["taiwanese", "german"]) == {
        "taiwanes": [("台湾",), ("台商",)],
        "german": [("德国", "国人")],
    }
