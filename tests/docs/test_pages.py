"""The documentation holds: its links lead somewhere, its commands and options exist, its code runs, both READMEs say the same."""

import contextlib
import io
import json
import lzma
import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.main import get_command

import xunwen as library
from service.cli.app import app
from service.http.app import create_app
from service.http.index_engine import SearcherEngine
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from tests.archives import RECORDS, build
from tests.cli.command import xunwen
from tests.docs.pages import PAGES, ROOT, anchors, blocks, commands, links, name
from tests.doubles import TermEmbedder

ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
COMMANDS = get_command(app).commands
LONGEST = 120


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for link in links(page):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if page.name != "CHANGELOG.md":  # which tells of pages as they were
            assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_and_option_exists(page: Path) -> None:
    for words in commands(page):
        if Path(words[0]).name != "xunwen":
            continue
        assert words[1] in COMMANDS, words
        command = COMMANDS[words[1]]
        command = getattr(command, "commands", {}).get(words[2], command) if len(words) > 2 else command
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        options = {word.partition("=")[0] for word in words[2:] if re.match("--?[a-z]", word)}
        assert options <= known, words


def test_every_target_of_make_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for page in PAGES:
        for words in commands(page):
            if words[0] == "make":
                assert {word for word in words[1:] if "=" not in word} <= targets, (name(page), words)


def test_both_readmes_say_the_same_in_as_many_lines() -> None:
    """The same commands, code, results, figures and pages, each in its language."""
    assert commands(ENGLISH) == commands(CHINESE)
    for kind in ("text", "json", "python", "console"):
        assert blocks(ENGLISH, kind) == blocks(CHINESE, kind)
    theirs = [{link for link in links(page) if not link.startswith("README")} for page in (ENGLISH, CHINESE)]
    assert theirs[0] == theirs[1]
    figures = [
        re.findall(r"\d+\.\d+|\d+,\d+", page.read_text(encoding="utf-8").split("\n| |")[1])
        for page in (ENGLISH, CHINESE)
    ]
    assert figures[0] == figures[1]
    for page in (ENGLISH, CHINESE):
        lines = page.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= LONGEST
        assert (
            next(number for number, line in enumerate(lines) if line == "```text") <= 20
        )  # the first answer, on the first screen


def test_the_commands_of_the_readme_do_what_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model_environment: dict[str, str]
) -> None:
    """In their order, in a folder with the archive that they name; serve is left out, which would not end."""
    for key, value in model_environment.items():
        monkeypatch.setenv(key, value)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    for page in sorted((ROOT / "data" / "pages").iterdir())[:2]:
        shutil.copy(page, tmp_path / "pages")
    shutil.copy(tmp_path / "pages" / page.name, tmp_path / "page.html")
    with lzma.open(tmp_path / "archive.jsonl.xz", "wt", encoding="utf-8") as archive:
        archive.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS)
    told = [words for words in commands(ENGLISH) if words[0] == "xunwen" and words[1] != "serve"]
    assert [words[1] for words in told] == ["index", "ask", "search"]
    for words in told:
        done = xunwen(*words[1:])
        assert (done.code, done.err if "--json" in words else "") == (0, ""), (words, done)
    named = re.findall(r"`(xunwen (?:status|rollback|extract) ?[^`]*)`", ENGLISH.read_text(encoding="utf-8"))
    assert [line.split()[1] for line in named] == ["extract", "status", "rollback"]
    assert xunwen(*named[0].split()[1:]).code == 0
    assert "articles" in xunwen(*named[1].split()[1:]).out


def test_the_request_of_the_readme_is_answered(tmp_path: Path) -> None:
    (words,) = [words for words in commands(ENGLISH) if words[0] == "curl"]
    build(tmp_path / "index", TermEmbedder())
    engine = SearcherEngine(Searcher.open(tmp_path / "index", TermEmbedder()))
    service = create_app(lambda: engine, ServiceSettings())
    with TestClient(service) as client:
        assert service.state.readiness.wait(90)
        body = json.loads(words[words.index("-d") + 1])
        answered = client.post(words[2].removeprefix("localhost:8000"), json=body)
    assert answered.status_code == 200
    (shown,) = blocks(ENGLISH, "json")
    assert set(re.findall(r'^ ?[{ ]"(\w+)"', shown, re.MULTILINE)) <= answered.json().keys()


@pytest.mark.slow
def test_the_code_of_the_python_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model_environment: dict[str, str]
) -> None:
    """Its blocks one after another, as a reader would type them, over the sample pages."""
    for key, value in model_environment.items():
        monkeypatch.setenv(key, value)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "pages").symlink_to(ROOT / "data" / "pages")
    library.build_index("data/pages", "data/index")
    typed: dict[str, object] = {}
    for code in blocks(ROOT / "docs" / "python.md", "python"):
        with contextlib.redirect_stdout(io.StringIO()) as shown:
            exec(compile(code, "docs/python.md", "exec"), typed)  # noqa: S102  the page's own code
        assert shown.getvalue() or "print" not in code, code
    assert "build_index" in "".join(blocks(ROOT / "docs" / "python.md", "python"))
    assert blocks(ENGLISH, "python")[0] == blocks(ROOT / "docs" / "python.md", "python")[0]
