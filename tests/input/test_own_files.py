"""No walk reads what this project wrote itself: an index's files, or the model cache."""

from pathlib import Path

import pytest

from indexer.core.article import Page, Skip, SkipReason
from indexer.core.markup import element, report_page
from indexer.input.pages import read_pages, total_bytes
from service.cli.related_export import export_related
from service.cli.reports import write_report
from service.related.lists import RelatedReading
from service.search.index import every_article
from service.search.opening import open_index
from service.web.strings import PageLanguage
from tests.archives import build
from tests.doubles import TermEmbedder


def make_index(folder: Path) -> None:
    for name in ("snapshots/20210305T093000", "reports", "jobs/1"):
        (folder / name).mkdir(parents=True)
    (folder / "CURRENT").write_text("20210305T093000 0\n")
    (folder / "build.lock").touch()
    for name in ("reports/1.html", "reports/1.json", "golden.jsonl", "history.jsonl", "jobs/1/upload.jsonl"):
        (folder / name).write_text('{"title": "报告", "body": "正文"}\n', encoding="utf-8")


def read(*sources: Path) -> tuple[list[str], list[Skip]]:
    found = list(read_pages(sources))
    return [Path(each.name).name for each in found if isinstance(each, Page)], [
        each for each in found if isinstance(each, Skip)
    ]


def test_an_index_below_a_source_is_one_skip(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("柳河村")
    make_index(tmp_path / "index")
    pages, (skip,) = read(tmp_path)
    assert pages == ["a.txt"]
    assert (skip.name, skip.reason) == (str(tmp_path / "index"), SkipReason.INDEX)
    assert total_bytes([tmp_path]) == (tmp_path / "a.txt").stat().st_size


def test_pages_beside_an_indexs_own_files_are_read(tmp_path: Path) -> None:
    """As with `xunwen index . --index .`."""
    make_index(tmp_path)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("柳河村")
    assert [each.reason for each in read(tmp_path)[1]] == [SkipReason.INDEX]
    assert read(tmp_path)[0] == read(tmp_path / "news")[0] == ["a.txt"]


@pytest.mark.parametrize("inside", ["reports", "reports/1.html", "snapshots/20210305T093000", "history.jsonl"])
def test_what_is_named_inside_an_index_is_not_read_either(tmp_path: Path, inside: str) -> None:
    make_index(tmp_path)
    pages, (skip,) = read(tmp_path / inside)
    assert (pages, skip.reason) == ([], SkipReason.INDEX)


def test_what_was_uploaded_to_a_job_is_read(tmp_path: Path) -> None:
    make_index(tmp_path)
    assert read(tmp_path / "jobs/1/upload.jsonl") == (["upload.jsonl:1"], [])


def test_an_index_under_way_is_one_too(tmp_path: Path) -> None:
    make_index(tmp_path)
    (tmp_path / "CURRENT").unlink()
    assert read(tmp_path)[0] == []


def test_a_folder_that_only_has_such_a_name_is_read(tmp_path: Path) -> None:
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots" / "a.txt").write_text("柳河村")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "b.txt").write_text("柳河村")
    assert read(tmp_path)[0] == ["b.txt", "a.txt"]


def test_the_model_cache_is_not_read(tmp_path: Path) -> None:
    model = tmp_path / "cache" / "models" / "some--model"
    model.mkdir(parents=True)
    (model / "ready.json").write_text("{}")
    (model.parent / "some--model.lock").touch()
    (model / "tokenizer.json").write_text('{"title": "报告", "body": "正文"}', encoding="utf-8")
    (tmp_path / "cache" / "glossary-1.json").write_text("{}")
    (tmp_path / "a.txt").write_text("柳河村")
    pages, (skip,) = read(tmp_path)
    assert (pages, skip.reason, skip.name) == (["a.txt"], SkipReason.INDEX, str(tmp_path / "cache"))


def test_reports_that_lie_elsewhere_are_not_read(tmp_path: Path) -> None:
    """A build's report that was copied, the archive at a glance in either language, an evaluation: none is an article."""
    build(tmp_path / "index", TermEmbedder())
    pages = tmp_path / "pages"
    pages.mkdir()
    (report,) = (tmp_path / "index" / "reports").glob("*.html")
    (pages / "build.html").write_bytes(report.read_bytes())
    for language in PageLanguage:
        write_report(tmp_path / "index", pages / f"glance-{language}.html", language)
    (pages / "retrieval.html").write_text(report_page("Retrieval", "", element("body", element("p", "柳河村 " * 90))))
    (pages / "news.html").write_text("<meta name='generator' content='Hugo'><p>柳河村全村共捐款三万元。")
    names, skips = read(pages)
    assert names == ["news.html"]
    assert [(Path(each.name).name, each.reason) for each in skips] == [
        (name, SkipReason.INDEX) for name in ("build.html", "glance-en.html", "glance-zh.html", "retrieval.html")
    ]


def test_a_page_that_writes_of_the_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>&lt;meta name=generator content=Xunwen> 柳河村" + "报" * 5000)
    (tmp_path / "b.html").write_text("<p>柳河村" + "报" * 5000 + '<meta name="generator" content="Xunwen">')
    assert read(tmp_path) == (["a.html", "b.html"], [])


def test_an_export_of_related_reading_is_one_skip(tmp_path: Path) -> None:
    index = tmp_path / "elsewhere"
    build(index, TermEmbedder())
    archive = open_index(index)
    ids = tuple(each for page in every_article(archive) for each in page.ids)
    export_related(RelatedReading(archive, None), ids, tmp_path / "site" / "related")
    archive.close()
    (tmp_path / "site" / "related" / "a.txt").write_text("柳河村")
    names, (skip,) = read(tmp_path / "site")
    assert (names, skip.reason, skip.name) == (["a.txt"], SkipReason.INDEX, str(tmp_path / "site" / "related"))
