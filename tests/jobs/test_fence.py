"""Jobs read nothing outside of the folders that the settings name, whatever links lie in them and whenever they came."""

import os

import pytest

from indexer.core.article import Page, Skip, SkipReason
from indexer.input.folders import Fence, OutsideError, open_file
from indexer.input.pages import read_pages, total_bytes
from indexer.settings import IndexerSettings
from service.jobs.folder import JobFolder, read_whole
from service.jobs.job import JobRequest, JobState, Task, TaskWriter
from service.jobs.worker import run
from tests.doubles import TermEmbedder
from tests.jobs.conftest import ended
from tests.open_files import open_files

SECRET = "柳河村的秘密预算是九百万元，不得外传。" * 5


@pytest.fixture
def tree(tmp_path):
    """A folder that jobs may read, and what must stay unread beside it."""
    for name in ("open/in", "open/true", "elsewhere/deep"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "elsewhere/secret.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "elsewhere/deep/secret.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "open/true/page.txt").write_text("柳河村党员带头捐款，全村共捐三万元。" * 5, encoding="utf-8")
    return tmp_path


def pages(tree, *sources):
    """What a job would read: pages by their text, skips by their reason."""
    fence = Fence(((tree / "open").resolve(),))
    found = read_pages([tree / "open" / source for source in sources], fence=fence)
    return [page.text if isinstance(page, Page) else page.reason for page in found]


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("in/note.txt", "elsewhere/secret.txt"),
        ("in/folder", "elsewhere"),
        ("in/folder.txt", "elsewhere/deep"),
        ("in/gone.txt", "elsewhere/nothing.txt"),
        ("in/up", "."),
    ],
)
def test_a_link_out_of_the_folder_is_refused_and_named(tree, link, target):
    (tree / "open" / link).symlink_to(tree / target)
    (skip,) = read_pages([tree / "open" / "in"], fence=Fence(((tree / "open").resolve(),)))
    assert (skip.name, skip.reason) == (str(tree / "open" / link), SkipReason.OUTSIDE)
    assert skip.detail == "A link leads out of the folders that may be read: refused."
    assert total_bytes([tree / "open" / "in"], Fence(((tree / "open").resolve(),))) == 0


def test_a_link_over_a_link_and_a_relative_one_lead_out_as_well(tree):
    (tree / "open/in/one").symlink_to(tree / "open/in/two")
    (tree / "open/in/two").symlink_to("../../elsewhere")
    assert pages(tree, "in") == [SkipReason.OUTSIDE] * 2
    assert pages(tree, "in/one/secret.txt", "in/../../elsewhere/secret.txt") == [SkipReason.OUTSIDE] * 2


def test_a_link_that_stays_within_is_followed_and_a_circle_ends(tree):
    (tree / "open/in/same").symlink_to(tree / "open/true")
    (tree / "open/in/circle").symlink_to(tree / "open/in")
    (tree / "open/in/self.txt").symlink_to("self.txt")
    text, reason = sorted(pages(tree, "in"), key=len, reverse=True)
    assert text.startswith("柳河村党员")
    assert reason == SkipReason.UNREADABLE


def test_a_folder_that_becomes_a_link_while_it_is_read_is_not_followed(tree):
    """The walk has seen a folder of ours; before its files are opened somebody puts a link in its place."""
    (tree / "open/a").mkdir()
    for name in ("1.txt", "secret.txt"):
        (tree / "open/a" / name).write_text("雨。" * 50, encoding="utf-8")
    found = read_pages([tree / "open/a"], fence=Fence(((tree / "open").resolve(),)))
    assert isinstance(next(found), Page)
    (tree / "open/a").rename(tree / "open/b")
    (tree / "open/a").symlink_to(tree / "elsewhere")
    assert all(isinstance(page, Skip) for page in found)


def test_between_looking_and_opening_no_link_is_followed(tree, monkeypatch):
    """The link comes at the worst moment: after the path was resolved, before it is opened."""
    place = tree / "open/in/note.txt"
    place.symlink_to(tree / "elsewhere/secret.txt")
    fence = Fence(((tree / "open").resolve(),))
    with pytest.raises(OutsideError):
        open_file(place, fence)
    monkeypatch.setattr(os.path, "realpath", lambda path: str(path))
    with pytest.raises(OSError, match="symbolic links"):
        open_file(place, fence)
    (tree / "open/in/folder").symlink_to(tree / "elsewhere")
    with pytest.raises(OSError, match=r"symbolic links|Not a directory"):
        open_file(tree / "open/in/folder/secret.txt", fence)


def test_a_pipe_is_no_file_and_keeps_nobody_waiting(tree):
    os.mkfifo(tree / "open/in/pipe.txt")
    assert pages(tree, "in", "in/pipe.txt") == [SkipReason.UNREADABLE] * 2


def test_the_command_line_reads_what_its_user_may_read(tree):
    (tree / "open/in/note.txt").symlink_to(tree / "elsewhere/secret.txt")
    (tree / "open/in/circle").symlink_to(tree / "open/in")
    (page,) = read_pages([tree / "open/in"])
    assert page.text == SECRET


def test_no_descriptor_is_left_open(tree):
    (tree / "open/in/note.txt").symlink_to(tree / "elsewhere/secret.txt")
    held = os.open(tree / "open/in", os.O_RDONLY)
    assert open_files(tree) == {str(tree / "open/in")}
    os.close(held)
    assert len(pages(tree, ".")) == 2
    assert not open_files(tree)


@pytest.mark.slow
def test_a_job_does_not_index_what_a_link_in_its_folder_leads_to(open_desk, archive, tmp_path):
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    (archive / "ln").mkdir()
    (archive / "ln/note.txt").symlink_to(tmp_path / "secret.txt")
    (archive / "ln/folder").symlink_to(tmp_path)
    desk = open_desk()
    job = ended(desk, desk.enqueue([".", "ln"], prune=False, force=False).job.id).job
    assert (job.state, job.outcome.report["articles"]) == (JobState.SUCCEEDED, 4)
    skips = {(skip["name"].rsplit("/", 1)[-1], skip["reason"]) for skip in job.outcome.report["skips"]}
    assert {("note.txt", "outside"), ("folder", "outside")} <= skips


def test_a_source_that_became_a_link_after_it_was_allowed_is_refused(tree, tmp_path):
    """The job was handed in for a folder of ours; when it is begun, the folder is a link."""
    folder = JobFolder(tmp_path / "jobs" / "one")
    source = tree / "open/in"
    Task(tmp_path / "index", (source,), ((tree / "open").resolve(),), False, False, IndexerSettings()).write(
        _made(folder)
    )
    source.rmdir()
    source.symlink_to(tree / "elsewhere")
    run(folder, lambda *_: TermEmbedder())
    result = read_whole(folder.result)
    assert result["state"] == "failed"
    assert "No article was found" in result["detail"]


def test_an_upload_may_read_nothing_but_itself(tree, tmp_path):
    folder = JobFolder(tmp_path / "jobs" / "one")
    _made(folder)
    folder.upload.write_text("{}\n", encoding="utf-8")
    TaskWriter(tmp_path / "index", IndexerSettings()).write(JobRequest((), origin="upload"), folder)
    assert Task.read(folder.task).folders == (folder.upload.resolve(),)


def _made(folder):
    folder.path.mkdir(parents=True)
    return folder.task
