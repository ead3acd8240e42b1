"""Whatever lies in an archive, the rest of it is indexed, and what was not is counted and named."""

import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.core.article import Page, PageKind
from indexer.core.errors import PageError
from indexer.extract.article import extract_article
from tests.archives import DONATION, FLOOD
from tests.cli.command import xunwen
from tests.cli.conftest import write_records

_RECORDS = "".join(f'{{"id": "r{number}", "text": "第{number}条 {number * 7919}"}}\n' for number in range(2000))
_FILES = {
    "empty.txt": b"",
    "noise.html": bytes(range(256)) * 20,
    "no-text.html": b"<html><body><script>1</script></body></html>",
    "cut.jsonl.xz": lzma.compress(_RECORDS.encode())[:3000],
    "lines.jsonl": b'{"id": "good", "text": "\xe5\xa5\xbd"}\n{"id": "two", nonsense\n[1, 2]\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, data in _FILES.items():
        (pages / name).write_bytes(data)
    return pages


def test_what_is_broken_is_named_and_the_rest_is_kept(folder: Path, tmp_path: Path) -> None:
    (report,) = xunwen("index", folder, "--index", tmp_path / "index", "--json").results
    reasons = {skip["name"].removeprefix(f"{folder}/"): skip["reason"] for skip in report["skips"]}
    assert reasons == {
        "empty.txt": "empty",
        "noise.html": "binary",
        "no-text.html": "no body",
        "cut.jsonl.xz": "truncated",
        "lines.jsonl:2": "broken record",
        "lines.jsonl:3": "broken record",
    }
    assert report["pages"] == report["articles"] + len(report["skips"])
    assert report["articles"] > 100  # of the cut file, what came before the cut


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty.txt", "1 empty"),
        ("noise.html", "1 binary"),
        ("no-text.html", "1 no body"),
    ],
)
def test_a_page_that_gives_nothing_publishes_nothing(folder: Path, tmp_path: Path, name: str, reason: str) -> None:
    error = xunwen("index", folder / name, "--index", tmp_path / "index", "-q").error
    assert error.startswith(f"No article was found in 1 page(s): {reason} (first: {folder / name}: ")
    assert error.endswith("See what a page gives: xunwen extract PATH")
    assert list((tmp_path / "index" / "snapshots").iterdir()) == []
    shown = xunwen("extract", folder / name, "--json")
    assert (shown.code, shown.results[0]["skipped"]) == (1, reason.removeprefix("1 "))


def test_fields_of_a_wrong_type_are_left_empty_and_the_article_is_kept(tmp_path: Path) -> None:
    wrong = {"id": 5, "title": 5, "keywords": {"a": 1}, "published_at": 20200221, "author": [1], "url": {"u": 1}}
    file = write_records(tmp_path / "a.jsonl", {**wrong, "text": "正文"}, {**wrong, "text": None}, {"text": "一"})
    kept, skipped, short = xunwen("extract", file, "--json").results
    assert (kept["id"], kept["title"], kept["published_at"]) == ("5", "5", "2020-02-21")
    assert (kept["keywords"], kept["authors"], kept["url"]) == ([], [], "")
    assert skipped["skipped"] == "no body"
    assert short["body"] == "一"


def test_duplicated_ids_are_counted(tmp_path: Path) -> None:
    """The same text twice is one article; another text under a given id takes its place."""
    file = write_records(tmp_path / "a.jsonl", DONATION, DONATION, {**DONATION, "body": "更正：捐款四万元。"}, FLOOD)
    (report,) = xunwen("index", file, "--index", tmp_path / "index", "--json").results
    assert (report["pages"], report["articles"], report["replaced"], report["skipped"]) == (4, 2, 1, {"duplicate": 1})
    (result,) = xunwen("search", "更正 捐款", "--index", tmp_path / "index", "--json").results
    assert result["hits"][0]["chunk"]["text"] == "更正：捐款四万元。"


@pytest.mark.parametrize("body", ["一", "٣٤٥", "ⅷ²", "x"])
def test_an_archive_of_one_character_is_searched(body: str, tmp_path: Path) -> None:
    """Also where no term can be read out of it."""
    file = write_records(tmp_path / "a.jsonl", {"id": "one", "text": body})
    assert xunwen("index", file, "--index", tmp_path / "index", "-q").code == 0
    (result,) = xunwen("ask", body, "--index", tmp_path / "index", "--json").results
    assert result["answer"]["text"] == body


def test_digits_of_any_script_are_found_by_any_other(tmp_path: Path) -> None:
    file = write_records(tmp_path / "a.jsonl", {"id": "ar", "text": "تبرعت القرية بمبلغ ٣٤٥ دينارا."}, FLOOD)
    xunwen("index", file, "--index", tmp_path / "index", "-q")
    (result,) = xunwen("search", "345", "--mode", "lexical", "--index", tmp_path / "index", "--json").results
    assert [hit["article"]["id"] for hit in result["hits"]] == ["ar"]


def test_a_page_can_not_steer_the_terminal(tmp_path: Path) -> None:
    """Escape sequences of a page or of a file's name are dropped or written out."""
    hostile = "\x1b]0;owned\x07\x1b[2J"
    named = tmp_path / f"a{hostile}.jsonl"
    record = {"id": f"i{hostile}", "url": f"u{hostile}", "title": f"t{hostile}", "text": f"捐款{hostile}\x1b[31m三万元"}
    write_records(named, record, "broken")
    for done in (
        xunwen("extract", named),
        xunwen("index", named, "--index", tmp_path / "index"),
        xunwen("ask", "捐款", "--index", tmp_path / "index"),
        xunwen("search", "捐款", "--index", tmp_path / "index"),
    ):
        assert done.code == 0
        assert not {"\x1b", "\x07"} & set(done.out + done.err)


def test_a_line_without_end_is_cut_and_quoted(tmp_path: Path) -> None:
    """No punctuation, no space, twenty thousand characters."""
    body = "".join(chr(0x4E00 + place * 7919 % 20_011) for place in range(20_000))
    file = write_records(tmp_path / "a.jsonl", {"id": "long", "text": body})
    (report,) = xunwen("index", file, "--index", tmp_path / "index", "--chunk-tokens", 64, "--json").results
    assert report["chunks"] >= 20_000 / 64
    (result,) = xunwen("ask", body[10_000:10_040], "--index", tmp_path / "index", "--json").results
    hit = result["hits"][0]["chunk"]
    assert hit["start"] <= 10_040
    assert hit["end"] >= 10_000
    (citation,) = result["citations"]
    assert body[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.slow
def test_thousands_of_tiny_records_are_all_there(tmp_path: Path) -> None:
    file = write_records(tmp_path / "a.jsonl", *({"id": f"r{n}", "text": f"第{n}条"} for n in range(3_000)))
    (report,) = xunwen("index", file, "--index", tmp_path / "index", "--json").results
    assert (report["pages"], report["articles"], report["chunks"], report["skips"]) == (3_000, 3_000, 3_000, [])
    (result,) = xunwen("ask", "2876", "--index", tmp_path / "index", "--mode", "lexical", "--json").results
    assert result["hits"][0]["article"]["id"] == "r2876"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_NAMES = ["id", "url", "title", "text", "body", "html", "source", "author", "editor", "date", "lang", "keywords", "x"]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(_NAMES), _JSON, max_size=8))
def test_any_record_gives_an_article_or_a_page_error(record: dict[str, object]) -> None:
    """An article can be written as UTF-8 and has words in its body."""
    try:
        article = extract_article(Page("any", PageKind.RECORD, record=record))
    except PageError:
        return
    assert any(character.isalnum() for character in article.body)
    assert article.id
    written = [article.id, article.url, article.title, article.body, article.source, article.author, article.editor]
    for text in (*written, article.published_at, article.language, *article.keywords):
        assert json.loads(json.dumps(text, ensure_ascii=False).encode()) == text
