"""`xunwen report` writes one file that stands by itself."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from indexer.core.errors import NoSnapshotError, XunwenError
from service.cli.app import app
from service.cli.reports import write_report
from service.web.strings import PageLanguage
from tests.archives import build
from tests.doubles import TermEmbedder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "index"
    build(folder, TermEmbedder())
    return folder


def test_the_command_writes_the_report_and_says_what_is_in_it(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    result = CliRunner().invoke(app, ["report", "--index", str(index), "--out", str(file), "--language", "zh"])
    assert (result.exit_code, "4 articles, 4 of them on the map" in " ".join(result.output.split())) == (0, True)
    html = file.read_text(encoding="utf-8")
    assert "档案概览" in html
    assert "柳河村党员带头捐款" in html


def test_its_policy_names_the_style_and_script_that_are_inside(index: Path, tmp_path: Path) -> None:
    """The hashes are those of what stands between the tags."""
    write_report(index, tmp_path / "a.html", PageLanguage.EN)
    html = (tmp_path / "a.html").read_text(encoding="utf-8")
    for tag, directive in (("style", "style-src"), ('script type="module"', "script-src")):
        inside = re.search(rf"<{tag}>(.*?)</{tag.split()[0]}>", html, re.DOTALL)
        assert inside is not None
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert f"{directive} &#39;sha256-{digest}&#39;" in html


def test_two_reports_of_a_snapshot_are_the_same_bytes(index: Path, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        write_report(index, tmp_path / name, PageLanguage.EN)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_folder_that_is_not_there_is_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(XunwenError, match="no folder"):
        write_report(tmp_path, tmp_path / "no" / "a.html", PageLanguage.EN)
    with pytest.raises(NoSnapshotError):
        write_report(tmp_path, tmp_path / "a.html", PageLanguage.EN)
