"""The package `xunwen`: what it costs to import, what it names, and that a wheel of it works like the sources."""

import json
import subprocess
import sys
import zipfile
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

import xunwen
from tests.archives import RECORDS

ROOT = Path(__file__).parents[2]


def run(code: str, *, path: Path = ROOT, cwd: Path = ROOT, arguments: tuple[str, ...] = ()) -> str:
    """What Python code prints that finds this project in a folder."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(path)!r})\n{code}", *arguments],
        cwd=cwd, capture_output=True, text=True, timeout=120, env={"PATH": "/usr/bin", "HOME": str(cwd)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_it_imports_nothing_else_of_the_project() -> None:
    told = run("before = set(sys.modules)\nimport xunwen\nprint(*sorted(set(sys.modules) - before))").split()
    assert [name for name in told if name.partition(".")[0] in {"indexer", "service", "numpy", "pydantic"}] == []
    assert len(told) < 40


def test_every_public_name_is_there_and_no_other() -> None:
    public = xunwen.__all__
    assert dir(xunwen) == sorted(public)
    assert all(getattr(xunwen, name).__name__ == name for name in public)
    with pytest.raises(AttributeError, match="module 'xunwen' has no attribute 'no_such'"):
        _ = xunwen.no_such
    assert not hasattr(xunwen, "np")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked, which is what installing it does."""
    place = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", place],
        cwd=ROOT, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (made,) = place.glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(place / "site")
    return place / "site"


def test_a_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "indexer", "service", "xunwen"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.splitlines()  # fmt: skip
    expected = tracked or [str(each.relative_to(ROOT)) for each in ROOT.glob("xunwen/*.*")]  # no git: its own at least
    assert [name for name in expected if not (wheel / name).is_file()] == []
    assert all((wheel / package / "py.typed").is_file() for package in ("indexer", "service", "xunwen"))


def test_a_wheel_tells_the_licences_of_the_data_in_it(wheel: Path) -> None:
    (info,) = wheel.glob("*.dist-info")
    told = PathDistribution(info).metadata
    assert told["License-Expression"] == "MIT AND CC-BY-SA-4.0 AND Apache-2.0"
    texts = {name: (info / "licenses" / name).read_text(encoding="utf-8") for name in told.get_all("License-File")}
    assert "MIT License" in texts["LICENSE"]
    assert "CC BY-SA 4.0" in texts["LICENSE-DATA"]
    assert texts["LICENSES/CC-BY-SA-4.0.txt"].startswith("Attribution-ShareAlike 4.0 International")
    assert "Apache License" in texts["LICENSES/Apache-2.0.txt"]
    for name in ("embed/adapter.safetensors", "rerank/reader.safetensors", "embed/nmt_nfkc.bin.xz"):
        assert f"indexer/{name}" in texts["LICENSE-DATA"]
        assert (wheel / "indexer" / name).is_file()


@pytest.mark.slow
def test_three_lines_ask_an_index_that_one_line_built_in_a_wheel(
    wheel: Path, tmp_path: Path, model_environment: dict[str, str]
) -> None:
    told = run(
        f"""
import os
os.environ |= {model_environment!r}
import xunwen
report = xunwen.build_index({list(RECORDS)!r}, "index")
import json
with xunwen.Index.open("index") as index:
    found = index.search("全村共捐款", limit=1)
    related = index.related("donation")
once = xunwen.search("全村共捐款", "index", limit=1)
asked = xunwen.ask("全村共捐款多少元？", "index", mode="lexical")
print(json.dumps([
    report.articles, found.hits[0].article.id, once.hits[0].article.id, asked.search.hits[0].article.id,
    [item.article.id for item in related.items] == [i.article.id for i in xunwen.related("donation", "index").items],
    sys.modules["service"].__file__,
]))
""",
        path=wheel,
        cwd=tmp_path,
    )
    assert json.loads(told) == [4, "donation", "donation", "donation", True, str(wheel / "service" / "__init__.py")]


def test_sources_are_paths_or_records_not_both(tmp_path: Path) -> None:
    with pytest.raises(xunwen.InputError, match="neither all paths nor all records"):
        xunwen.build_index(["pages", {"title": "…"}], tmp_path / "index")
    with pytest.raises(xunwen.InputError, match="There is no file or folder 'nowhere'"):
        xunwen.build_index("nowhere", tmp_path / "index")
    assert not (tmp_path / "index").exists()
