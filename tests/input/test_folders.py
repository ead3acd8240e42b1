"""Folders give their files in order of name; links, other people's files and shut doors stop nothing."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from indexer.core.article import Page, Skip, SkipReason
from indexer.core.errors import InputError
from indexer.input.folders import shown, walk
from indexer.input.pages import read_pages, total_bytes

NOBODY = 65_534
REPOSITORY = Path(__file__).parents[2]

# Reads its argument and prints "page NAME" or "REASON NAME detail" a line.
READ = """
import sys
from indexer.input.pages import read_pages
for page in read_pages(sys.argv[1:]):
    reason = getattr(page, "reason", "page")
    print(reason, page.name.rsplit("/", 1)[-1], getattr(page, "detail", ""), sep="|")
"""


def write(path: Path, text: str = "rain") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_files_come_by_name_with_the_path_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("news/b.txt", "news/a/z.txt", "news/c.html", "news/.hidden.txt", "news/.git/x.txt"):
        write(tmp_path / name)
    write(tmp_path / "news/__MACOSX/._b.txt")
    monkeypatch.chdir(tmp_path)
    assert [page.name for page in read_pages(["news"])] == ["news/a/z.txt", "news/b.txt", "news/c.html"]


def test_other_formats_in_a_folder_are_counted_and_named_directly_are_read(tmp_path: Path) -> None:
    write(tmp_path / "README.md", "# words")
    write(tmp_path / "a.txt")
    skip, page = read_pages([tmp_path])
    assert isinstance(skip, Skip)
    assert (Path(skip.name).name, skip.reason) == ("README.md", SkipReason.UNKNOWN_FORMAT)
    assert isinstance(page, Page)
    (named,) = read_pages([tmp_path / "README.md"])
    assert isinstance(named, Page)
    assert named.text == "# words"


def test_a_source_that_is_a_link_in_a_circle_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    with pytest.raises(InputError, match="There is no file"):
        read_pages([tmp_path / "a.txt"])
    assert total_bytes([tmp_path / "a.txt"]) == 0


def test_a_link_in_a_circle_ends(tmp_path: Path) -> None:
    write(tmp_path / "a/page.txt")
    (tmp_path / "a/again").symlink_to(tmp_path, target_is_directory=True)
    assert [str(found) for found in walk(tmp_path)] == [str(tmp_path / "a/page.txt")]


def test_a_link_to_nothing_and_a_pipe_are_unreadable(tmp_path: Path) -> None:
    assert total_bytes([tmp_path]) == 0
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    write(tmp_path / "still.txt")
    found = [(Path(page.name).name, getattr(page, "detail", "")) for page in read_pages([tmp_path])]
    assert found == [("gone.txt", "No such file or directory"), ("pipe.txt", "Not a regular file."), ("still.txt", "")]


def test_a_file_that_vanishes_while_the_folder_is_read_is_unreadable(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        write(tmp_path / name)
    pages = read_pages([tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"])
    next(pages)
    (tmp_path / "b.txt").unlink()
    vanished, last = pages
    assert vanished == Skip(str(tmp_path / "b.txt"), SkipReason.UNREADABLE, "No such file or directory")
    assert isinstance(last, Page)


def test_a_name_in_another_encoding_can_be_shown() -> None:
    assert shown(Path(os.fsdecode("新闻.txt".encode("gbk")))).encode().endswith(b".txt")


def test_the_total_of_a_folder_without_pages_is_zero(tmp_path: Path) -> None:
    write(tmp_path / "README.md")
    assert total_bytes([tmp_path]) == 0


def test_the_total_of_a_named_pipe_is_unknown(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert total_bytes([tmp_path / "pipe"]) is None


def test_shut_files_and_folders_are_unreadable_in_the_words_of_the_system() -> None:
    """Read as an ordinary user, for nothing is shut to root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for path in ("a.txt", "closed.txt", "shut/b.txt", "z.txt"):
            write(folder / path)
        (folder / "closed.txt").chmod(0)
        (folder / "shut").chmod(0)
        try:
            lines = _read_as_ordinary_user(folder)
        finally:
            (folder / "shut").chmod(0o755)
    assert lines == [
        "page|a.txt|",
        "unreadable|closed.txt|Permission denied",
        "unreadable|shut|Permission denied",
        "page|z.txt|",
    ]


def _read_as_ordinary_user(folder: Path) -> list[str]:
    # The user is changed after the imports, as the interpreter itself may lie where only root can read.
    drop = f"import os\nimport indexer.input.pages, encodings.utf_8\nos.getuid() or os.setuid({NOBODY})\n"
    done = subprocess.run(
        [sys.executable, "-c", drop + READ, str(folder)], capture_output=True, text=True, cwd=REPOSITORY, check=False
    )
    assert done.stderr == ""
    return done.stdout.splitlines()
