"""The packages of npm, as they are packed: asked with Node against a service that runs, and compiled against."""

import json
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.client.conftest import DONATED

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SECONDS = 170
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(shutil.which("npm") is None, reason="Node and npm are not here"),
]


def run(*command: object, at: Path) -> str:
    """What a command prints; a failure shows all it said."""
    done = subprocess.run(
        [str(each) for each in command], cwd=at, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A program's folder, with both packages installed from their tarballs."""
    place = tmp_path_factory.mktemp("npm")
    ignored = shutil.ignore_patterns("node_modules", "dist", "*.tgz", "related-reading.js")
    shutil.copytree(ROOT / "clients", place / "clients", ignore=ignored)
    shutil.copytree(ROOT / "service" / "web" / "widget", place / "service" / "web" / "widget")
    source = place / "clients" / "typescript"
    got = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--prefer-offline"],
        cwd=source,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if any(code in got.stderr for code in ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT")):
        pytest.skip("Node has no registry here")
    assert got.returncode == 0, got.stderr
    program = place / "app"
    program.mkdir()
    for package in (source, place / "clients" / "widget"):
        run("npm", "pack", "--pack-destination", program, at=package)
    (program / "package.json").write_text('{"type": "module", "private": true}', encoding="utf-8")
    run("npm", "install", "--offline", "--no-audit", "--no-fund", *sorted(program.glob("*.tgz")), at=program)
    for name in ("app.mjs", "app.ts"):
        shutil.copy(HERE / name, program)
    return program, source / "node_modules" / ".bin" / "tsc"


def test_the_tarballs_hold_what_is_used_and_nothing_else(app):
    program, _ = app
    for name, files in (
        ("client", {"README.md", "dist", "package.json"}),
        ("related-reading", {"README.md", "package.json", "related-reading.d.ts", "related-reading.js"}),
    ):
        folder = program / "node_modules" / "@xunwen" / name
        assert {each.name for each in folder.iterdir()} == files
        told = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert told["version"] == project["version"]
        assert "dependencies" not in told


def test_the_client_gives_what_the_service_answers(app, address, raw):
    program, _ = app
    told = json.loads(run("node", "app.mjs", address, DONATED, at=program))

    def same(body):
        return {name: value for name, value in body.items() if name not in ("took_ms", "read")}

    searched = {"query": "捐款", "limit": 2, "group_by": "article", "filters": {"languages": ["zh"]}}
    assert same(told["found"]) == same(raw.post("/v1/search", json=searched).json())
    answered = raw.post("/v1/ask", json={"question": DONATED, "limit": 1}).json()
    assert same(told["asked"]) == same(answered)
    assert told["final"] == answered["answer"]
    place = f"/v1/articles/{told['article']['id']}"
    assert told["article"] == raw.get(place).json()
    assert told["related"] == raw.get(f"{place}/related", params={"limit": 2, "exclude": ["none", "other"]}).json()
    assert told["suggested"] == raw.get("/v1/suggest", params={"q": "柳", "limit": 3}).json()
    near = {"title": "捐款", "text": "全村捐款", "limit": 1}
    assert told["near"] == raw.post("/v1/related", json=near).json()
    assert (told["quoted"], told["followed"]) == (True, "柳河村2022年捐款多少元？")
    assert (told["events"][0], told["events"][-1], told["first"]) == ("hits", "final", "hits")
    assert told["unknown"] == {"status": 404, "kind": "unknown-article", "id": True, "errors": 0}
    assert told["invalid"] == {"status": 422, "kind": "invalid", "id": True, "errors": 1}
    assert told["stopped"] == "AbortError"
    # The module that tests/web shows in a browser, to the letter.
    assert told["widget"] == raw.get("/widget/related-reading.js").text


def test_programs_compile_against_the_types(app):
    program, tsc = app
    options = (
        "--strict",
        "--noEmit",
        "--module",
        "NodeNext",
        "--target",
        "ES2022",
        "--lib",
        "ES2023,DOM,DOM.AsyncIterable",
    )
    run(tsc, *options, "--types", "", "app.ts", at=program)
