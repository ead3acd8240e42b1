"""A curation file is taken whole or not at all, and in force as soon as it is saved."""

import os

import pytest

from indexer.core.article import Part
from indexer.core.errors import InputError
from service.curation.file import MOST_BYTES, NOTHING, Curation, read_curation
from service.curation.source import CurationFile

WHOLE = """
hides = ["a", "https://news.example/b.html"]

[[synonyms]]
words = ["捐款", "善款"]

[[synonyms]]
word = "疫情"
also = ["新冠", "covid"]

[[pins]]
queries = ["洪水", "*防汛*", "what?"]
articles = ["c", "d"]
"""


def written(tmp_path, text):
    file = tmp_path / "curation.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_synonyms_hold_both_ways_or_one(tmp_path):
    curation = read_curation(written(tmp_path, WHOLE))
    assert curation.synonyms_in("收到多少善款") == [("善款", ["捐款"])]
    assert curation.synonyms_in("捐款 疫情") == [("捐款", ["善款"]), ("疫情", ["新冠", "covid"])]
    assert curation.synonyms_in("新冠 COVID") == []


@pytest.mark.parametrize(
    ("query", "patterns"),
    [
        ("洪水", ["洪水"]),
        (" 洪水 ", ["洪水"]),
        ("洪水来了", []),
        ("今年防汛情况", ["*防汛*"]),
        ("Whats", ["what?"]),
        ("what", []),
    ],
)
def test_a_query_fits_a_pattern_as_a_whole(tmp_path, query, patterns):
    found = read_curation(written(tmp_path, WHOLE)).pinned_for(query)
    assert [pattern for pattern, _ in found] == patterns


def test_brackets_of_a_pattern_are_brackets():
    curation = Curation.model_validate({"pins": [{"queries": ["[a]*"], "articles": ["x"]}]})
    assert curation.pinned_for("[a] b")
    assert not curation.pinned_for("a b")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hides = [", "not TOML"),
        ("hide = ['a']", "hide: Extra"),
        ("hides = ['']", "hides[1]: It is blank"),
        ("hides = [1]", "hides[1]"),
        ("[[pins]]\nqueries = ['a']", "pins[1].articles: Field required"),
        ("[[pins]]\nqueries = []\narticles = ['a']", "pins[1].queries"),
        ("[[pins]]\nqueries = ['a']\narticles = ['a']\n[[pins]]\nqueries = 'b'\narticles = ['a']", "pins[2].queries"),
        ("[[synonyms]]\nwords = ['a']", "synonyms[1]: Give either"),
        ("[[synonyms]]\nword = 'a'", "synonyms[1]: Give either"),
        ("[[synonyms]]\nword = 'a'\nalso = ['b']\nwords = ['c', 'd']", "synonyms[1]: Give either"),
        ("x = '" + "a" * MOST_BYTES + "'", "more than 4 MiB"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_place(tmp_path, text, told):
    with pytest.raises(InputError) as error:
        read_curation(written(tmp_path, text))
    assert told in error.value.message
    assert "curation check" in error.value.next_step


def test_bytes_that_are_no_text_are_told(tmp_path):
    file = tmp_path / "curation.toml"
    file.write_bytes(b"hides = ['\xff']")
    with pytest.raises(InputError, match="not TOML in UTF-8"):
        read_curation(file)


def test_what_is_saved_is_in_force_and_what_is_broken_is_not(tmp_path):
    file = tmp_path / "curation.toml"
    source = CurationFile(file, look_seconds=0)
    assert (source.current(), source.failure) == (NOTHING, None)
    written(tmp_path, "hides = ['a']")
    assert source.current().hides == ("a",)
    written(tmp_path, "hides = [")
    assert source.current().hides == ("a",)
    assert source.failure is not None
    assert source.failure.part is Part.CURATION
    assert str(file) in source.failure.detail
    written(tmp_path, "hides = ['a', 'b']")
    assert (source.current().hides, source.failure) == (("a", "b"), None)
    file.unlink()
    assert (source.current(), source.failure) == (NOTHING, None)


def test_a_file_of_the_same_size_saved_at_another_time_is_read_anew(tmp_path):
    file = written(tmp_path, "hides = ['a']")
    source = CurationFile(file, look_seconds=0)
    assert source.current().hides == ("a",)
    written(tmp_path, "hides = ['b']")
    os.utime(file, ns=(1, 1))
    assert source.current().hides == ("b",)


def test_a_file_that_was_named_must_be_there(tmp_path):
    source = CurationFile(tmp_path / "named.toml", required=True, look_seconds=0)
    assert source.current() == NOTHING
    assert source.failure is not None
    (tmp_path / "named.toml").write_text("hides = ['a']")
    assert (source.current().hides, source.failure) == (("a",), None)
    (tmp_path / "named.toml").unlink()
    assert source.current().hides == ("a",)
    assert source.failure is not None
