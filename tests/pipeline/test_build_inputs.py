"""A build knows which file gave which article: what can't be read is never pruned, and a correction replaces."""

import gzip
import json
from pathlib import Path

import pytest

from indexer.core.article import SkipReason
from indexer.core.process import Silent
from indexer.index.snapshot import INPUTS, current_name, open_snapshot, snapshots_folder
from indexer.input.pages import read_pages
from indexer.pipeline.build import build_index
from indexer.pipeline.context import BuildPlan
from indexer.pipeline.report import BuildReport
from tests.archives import DONATION, FLOOD, LIBRARY, UNDATED
from tests.doubles import TermEmbedder

PRUNE = BuildPlan(prune=True, max_drop=1)

PAGES = {
    "donation.txt": "柳河村党员带头捐款\n\n2021-03-05 09:30 来源：青禾日报\n\n柳河村党支部发出倡议，全村共捐款三万二千元。\n",
    "flood.txt": "白鹭镇转移群众四百余人\n\n2021-07-20 08:00 来源：江城晚报\n\n白鹭镇连降暴雨，镇政府转移群众四百余人。\n",
    "tree.txt": "柳河村的老槐树开花了\n\n2021-04-02 09:00 来源：青禾日报\n\n柳河村的老槐树今年又开花了，村民们都来看。\n",
}
TITLES = {"柳河村党员带头捐款", "白鹭镇转移群众四百余人", "柳河村的老槐树开花了"}
BINARY = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
UNNAMED = [{key: value for key, value in each.items() if key != "id"} for each in (DONATION, FLOOD, LIBRARY, UNDATED)]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def lines(file: Path, *records: dict[str, object] | str) -> Path:
    """A file of JSON lines; a text stands as it is."""
    texts = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in records]
    file.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return file


def index(*sources: Path, plan: BuildPlan = PRUNE) -> BuildReport:
    return build_index(
        lambda _: read_pages(sources), home(sources[0]), TermEmbedder(), chunk_tokens=40, progress=Silent(), plan=plan
    )


def home(source: Path) -> Path:
    """Where the index of a test lies: beside its sources."""
    return next(each for each in source.parents if each.name.startswith("test_")) / "index"


def titles(source: Path) -> set[str]:
    snapshot = open_snapshot(home(source))
    try:
        return {snapshot.article(each).title for each in snapshot.facts.ids}
    finally:
        snapshot.close()


@pytest.mark.parametrize("content", [BINARY, b"", b"<html><body></body></html>", b"\x00" * 400])
def test_a_page_that_cannot_be_read_keeps_its_article(news: Path, content: bytes) -> None:
    index(news)
    (news / "flood.txt").write_bytes(content)
    (news / "tree.txt").unlink()
    report = index(news)
    assert titles(news) == TITLES - {"柳河村的老槐树开花了"}
    assert (report.unread, report.kept, report.deleted, report.articles) == (1, 1, 1, 2)
    assert index(news).unread == 1  # and the next time, too
    assert titles(news) == TITLES - {"柳河村的老槐树开花了"}
    (news / "flood.txt").unlink()
    assert index(news).deleted == 1


def test_a_file_that_became_a_dead_link_or_a_folder_no_longer_listed_keeps_its_articles(news: Path) -> None:
    (news / "2021").mkdir()
    (news / "tree.txt").rename(news / "2021" / "tree.txt")
    index(news)
    (news / "flood.txt").unlink()
    (news / "flood.txt").symlink_to("nowhere")
    (news / "2021" / "tree.txt").unlink()
    (news / "2021").rmdir()
    (news / "2021").symlink_to("gone")
    report = index(news)
    assert (titles(news), report.unread) == (TITLES, 2)


def test_of_an_archive_cut_short_the_records_behind_the_cut_stay(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(json.dumps(each).encode() + b"\n" for each in UNNAMED), compresslevel=0)
    file = tmp_path / "archive.jsonl.gz"
    file.write_bytes(whole)
    index(file)
    file.write_bytes(whole[: len(whole) // 2])
    report = index(file)
    assert report.skipped[SkipReason.TRUNCATED] == 1
    assert len(titles(file)) == 4
    assert report.deleted == 0
    assert report.unread == 4 - report.unchanged


def test_a_page_cut_short_does_not_take_the_place_of_the_whole(news: Path) -> None:
    whole = gzip.compress((PAGES["flood.txt"] + "雨后第三天，群众陆续返回家中。\n").encode(), compresslevel=0)
    (news / "flood.txt").unlink()
    file = news / "flood.txt.gz"
    file.write_bytes(whole)
    index(news)
    file.write_bytes(whole[:-60])
    index(news)
    snapshot = open_snapshot(home(news))
    (body,) = [article.body for each in snapshot.facts.ids if "白鹭" in (article := snapshot.article(each)).title]
    snapshot.close()
    assert body.endswith("群众陆续返回家中。")


def test_a_broken_line_keeps_its_record_and_no_other(tmp_path: Path) -> None:
    file = lines(tmp_path / "archive.jsonl", *UNNAMED)
    index(file)
    lines(file, UNNAMED[0], '{"title": ', *UNNAMED[2:])
    report = index(file)
    assert (len(titles(file)), report.unread, report.deleted) == (4, 1, 0)
    # With a line less nobody can tell which record the broken line was: all that are missing stay.
    lines(file, UNNAMED[0], '{"title": ')
    report = index(file)
    assert (len(titles(file)), report.unread, report.deleted) == (4, 3, 0)
    lines(file, UNNAMED[0])
    assert index(file).deleted == 3


def test_a_record_without_text_keeps_the_article_that_it_names(tmp_path: Path) -> None:
    file = lines(tmp_path / "archive.jsonl", DONATION, FLOOD, LIBRARY)
    index(file)
    lines(file, LIBRARY, {**DONATION, "body": ""})  # FLOOD is gone, and may be pruned
    report = index(file)
    assert titles(file) == {DONATION["title"], LIBRARY["title"]}
    assert (report.unread, report.deleted) == (1, 1)


def test_an_archive_that_was_moved_keeps_what_can_no_longer_be_read(news: Path) -> None:
    index(news)
    moved = news.rename(news.with_name("moved"))
    (moved / "flood.txt").write_bytes(BINARY)
    assert (index(moved).unread, titles(moved)) == (1, TITLES)


def test_without_a_ledger_nothing_is_pruned_beside_what_cannot_be_read(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A snapshot of an earlier version has none; it opens, and gets one at the next build."""
    index(news)
    _forget_inputs(home(news))
    (news / "flood.txt").write_bytes(BINARY)
    (news / "tree.txt").unlink()
    report = index(news)
    assert (titles(news), report.unread, report.deleted) == (TITLES, 2, 0)


def test_an_index_without_a_ledger_gets_one_though_nothing_changed(news: Path) -> None:
    index(news)
    _forget_inputs(home(news))
    assert index(news).outcome == "published"
    assert index(news).outcome == "nothing changed"
    assert (snapshots_folder(home(news)) / current_name(home(news)) / INPUTS).is_file()


def _forget_inputs(index_dir: Path) -> None:
    """Makes the published snapshot one of a version that kept no ledger."""
    from indexer.index.manifest import Manifest
    from indexer.index.publish import point_to

    name = current_name(index_dir)
    folder = snapshots_folder(index_dir) / name
    (folder / INPUTS).unlink()
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"][INPUTS]
    (folder / "manifest.json").write_text(Manifest.from_json(json.dumps(manifest), name=name).to_json())
    point_to(index_dir, name, why="index", now=BuildPlan().clock())


@pytest.mark.parametrize("plan", [PRUNE, BuildPlan()])
def test_a_corrected_headline_or_date_replaces(news: Path, plan: BuildPlan) -> None:
    index(news, plan=plan)
    text = PAGES["flood.txt"]
    for corrected in (text.replace("四百余人\n", "五百余人\n", 1), text.replace("07-20", "07-21")):
        (news / "flood.txt").write_text(corrected, encoding="utf-8")
        report = index(news, plan=plan)
        assert (report.edited, report.new, report.deleted, report.articles) == (1, 0, 0, 3)


def test_what_another_file_still_gives_is_not_replaced(news: Path) -> None:
    (news / "copy.txt").write_text(PAGES["flood.txt"], encoding="utf-8")
    index(news, plan=BuildPlan())
    (news / "flood.txt").write_text(PAGES["flood.txt"].replace("07-20", "07-21"), encoding="utf-8")
    report = index(news / "flood.txt", plan=BuildPlan())  # the copy is not read, but lies there
    assert (report.new, report.edited, report.articles) == (1, 0, 4)
    assert index(news, plan=BuildPlan()).outcome == "nothing changed"


def test_a_moved_file_is_the_same_article_and_corrected_later_in_its_new_place(news: Path) -> None:
    index(news)
    (news / "old").mkdir()
    moved = (news / "flood.txt").rename(news / "old" / "f.txt")
    report = index(news)
    assert (report.unchanged, report.new, report.edited, report.deleted) == (3, 0, 0, 0)
    moved.write_text(PAGES["flood.txt"].replace("07-20", "07-21"), encoding="utf-8")
    assert index(news, plan=BuildPlan()).articles == 3


def test_a_file_corrected_to_what_another_gives_leaves_one_article(news: Path) -> None:
    index(news, plan=BuildPlan())
    (news / "flood.txt").write_text(PAGES["tree.txt"], encoding="utf-8")
    report = index(news, plan=BuildPlan(max_drop=1))
    assert (report.replaced, report.articles) == (1, 2)


def test_a_corrected_record_replaces_where_the_others_are_in_their_places(tmp_path: Path) -> None:
    file = lines(tmp_path / "archive.jsonl", *UNNAMED)
    index(file)
    corrected = {**UNNAMED[1], "title": "白鹭镇转移群众五百余人"}
    lines(file, UNNAMED[0], corrected, *UNNAMED[2:])
    report = index(file, plan=BuildPlan())
    assert (report.edited, report.articles) == (1, 4)
    # Another article in the place of one, a record less, or records in another order: nothing is replaced.
    other = {"title": "渡口的新船", "published_at": "2021-05-05", "body": "渡口换了一条新船。"}
    lines(file, UNNAMED[0], other, *UNNAMED[2:])
    assert index(file, plan=BuildPlan()).articles == 5


def test_records_with_an_id_of_their_own_never_replace_each_other(tmp_path: Path) -> None:
    file = lines(tmp_path / "archive.jsonl", DONATION)
    index(file)
    lines(file, {**DONATION, "id": "another"})
    assert index(file, plan=BuildPlan()).articles == 2
