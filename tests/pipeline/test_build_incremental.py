"""A build takes what changed and keeps the rest: unchanged articles cost nothing, and none is lost by accident."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from indexer.core.article import Page, PageKind
from indexer.core.errors import InputError
from indexer.index.snapshot import current_name, open_snapshot, snapshot_names
from indexer.pipeline.context import BuildPlan
from indexer.pipeline.report import BuildReport
from tests.archives import DONATION, FLOOD, LIBRARY, RECORDS, UNDATED, build, record_pages
from tests.doubles import TermEmbedder

PRUNE = BuildPlan(prune=True, max_drop=1)
FORCE = BuildPlan(force=True)


def _built(index: Path, *records: dict[str, object], plan: BuildPlan | None = None) -> tuple[BuildReport, list[str]]:
    """The report of a build, and the texts that it paid for."""
    embedder = TermEmbedder()
    return build(index, embedder, record_pages(records), plan=plan), embedder.passages


def _ids(index: Path) -> list[str]:
    snapshot = open_snapshot(index)
    try:
        return list(snapshot.facts.ids)
    finally:
        snapshot.close()


def _changes(report: BuildReport) -> tuple[int, int, int, int, int]:
    return report.new, report.edited, report.unchanged, report.kept, report.deleted


def test_the_same_sources_again_publish_nothing(tmp_path: Path) -> None:
    first, _ = _built(tmp_path, *RECORDS)
    again, paid = _built(tmp_path, *RECORDS)
    assert (again.outcome, again.snapshot, paid) == ("nothing changed", first.snapshot, [])
    assert _changes(again) == (0, 0, 4, 0, 0)
    assert snapshot_names(tmp_path) == [first.snapshot]


def test_only_the_edited_article_is_embedded(tmp_path: Path) -> None:
    _built(tmp_path, *RECORDS)
    edited = {**FLOOD, "body": "七月二十日，白鹭镇的雨停了。"}
    report, paid = _built(tmp_path, DONATION, edited, LIBRARY, UNDATED)
    assert _changes(report) == (0, 1, 3, 0, 0)
    assert any("雨停了" in text for text in paid)
    assert not any("捐款" in text or "library" in text for text in paid)
    assert _ids(tmp_path) == ["donation", "flood", "library", "undated"]
    assert open_snapshot(tmp_path).article("flood").body == edited["body"]


def test_what_the_sources_do_not_mention_stays_until_pruned(tmp_path: Path) -> None:
    _built(tmp_path, DONATION, FLOOD)
    added, _ = _built(tmp_path, LIBRARY)
    assert _changes(added) == (1, 0, 0, 2, 0)
    assert _ids(tmp_path) == ["donation", "flood", "library"]
    pruned, _ = _built(tmp_path, LIBRARY, plan=PRUNE)
    assert _changes(pruned) == (0, 0, 1, 0, 2)
    assert _ids(tmp_path) == ["library"]


def test_a_record_deletes_an_article_by_id_or_url(tmp_path: Path) -> None:
    by_url = {"url": "https://news.example/a?id=7", "title": "以网址为名", "body": "这一篇没有编号。"}
    _built(tmp_path, DONATION, by_url, FLOOD)
    plan = BuildPlan(max_drop=1)
    report, _ = _built(
        tmp_path,
        {"id": "donation", "deleted": True},
        {"url": f"{by_url['url']}&utm_source=x", "deleted": "true"},
        plan=plan,
    )
    assert _changes(report) == (0, 0, 0, 1, 2)
    assert _ids(tmp_path) == ["flood"]
    again, _ = _built(tmp_path, {"id": "donation", "deleted": True})
    assert again.outcome == "nothing changed"


def test_deleted_and_then_told_again_is_there(tmp_path: Path) -> None:
    _built(tmp_path, DONATION, FLOOD)
    report, paid = _built(tmp_path, {"id": "flood", "deleted": True}, FLOOD)
    assert (report.outcome, paid) == ("nothing changed", [])


def test_the_last_article_is_not_deleted_by_a_record(tmp_path: Path) -> None:
    _built(tmp_path, FLOOD)
    with pytest.raises(InputError, match="an index can't be empty"):
        _built(tmp_path, {"id": "flood", "deleted": True})
    assert _ids(tmp_path) == ["flood"]


def _text_pages(*pages: tuple[str, str]) -> Iterable[Page]:
    return [Page(name, PageKind.TEXT, text) for name, text in pages]


def test_a_renamed_file_and_another_crawl_date_are_not_new_articles(tmp_path: Path) -> None:
    """The id rule: a record's own id, else its URL, else title, date and source; never where or when it was found."""
    crawled = {**FLOOD, "crawled_at": "2021-07-21T03:00:00"}
    _built(tmp_path, crawled)
    report, paid = _built(tmp_path, {**crawled, "crawled_at": "2022-01-01T03:00:00"})
    assert (report.outcome, report.unchanged, paid) == ("nothing changed", 1, [])

    page = "柳河村的老槐树开花了\n\n2021-04-02 09:00 来源：青禾日报\n\n柳河村的老槐树今年又开花了，村民们都来看。\n"
    pages = tmp_path / "pages"
    first = build(pages, TermEmbedder(), list(_text_pages(("a/1.txt", page))))
    renamed = build(pages, TermEmbedder(), list(_text_pages(("b/2.txt", page))))
    assert (renamed.outcome, renamed.snapshot) == ("nothing changed", first.snapshot)


def test_texts_told_apart_once_stay_apart_in_any_order(tmp_path: Path) -> None:
    """Two texts under one title, day and source: read again in the other order, neither is new nor replaces the other."""
    column = {"title": "简讯", "source": "青禾日报", "published_at": "2021-03-05"}
    fog, rain = ({**column, "body": body} for body in ("早间有雾，注意行车安全。", "晚间有雨，记得带伞出门。"))
    _built(tmp_path, fog, rain)
    both = set(_ids(tmp_path))
    report, paid = _built(tmp_path, rain, fog)
    assert (report.outcome, paid) == ("nothing changed", [])
    assert set(_ids(tmp_path)) == both


def test_other_chunks_are_made_of_articles_that_were_not_read_too(tmp_path: Path) -> None:
    _built(tmp_path, DONATION, FLOOD)
    build(tmp_path, TermEmbedder(), record_pages([LIBRARY]), chunk_tokens=16)
    snapshot = open_snapshot(tmp_path)
    lengths = [len(chunk.text) for _, chunk in snapshot.rows(range(snapshot.manifest.chunks))]
    whole = tmp_path / "whole"
    build(whole, TermEmbedder(), record_pages([DONATION, FLOOD, LIBRARY]), chunk_tokens=16)
    assert open_snapshot(whole).manifest.files == snapshot.manifest.files
    assert max(lengths) <= 16


def test_an_index_updated_step_by_step_has_the_bytes_of_one_built_at_once(tmp_path: Path) -> None:
    """But for related articles, which are computed anew only where that pays (docs/related.md)."""
    for records in ([DONATION], [FLOOD, DONATION], [LIBRARY], [UNDATED, FLOOD]):
        _built(tmp_path / "steps", *records)
    _built(tmp_path / "once", *RECORDS)
    stepwise, at_once = (
        {path: seal for path, seal in open_snapshot(tmp_path / place).manifest.files.items() if "related" not in path}
        for place in ("steps", "once")
    )
    assert stepwise == at_once


def test_vectors_come_from_the_last_snapshot_where_the_cache_is_gone(tmp_path: Path) -> None:
    _built(tmp_path, *RECORDS)
    before = open_snapshot(tmp_path).manifest.files
    (tmp_path / "embeddings.sqlite").unlink()
    report, _ = _built(tmp_path, *RECORDS, plan=FORCE)
    assert (report.carried, report.embedded) == (report.chunks, 0)
    assert open_snapshot(tmp_path).manifest.files == before
    assert current_name(tmp_path) == report.snapshot
