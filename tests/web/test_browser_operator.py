"""The operator's page in a real browser: the key, jobs as they go, skipped pages, snapshots, golden questions."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from indexer.index.rollback import rollback
from indexer.index.snapshot import current_name
from indexer.pipeline.context import BuildPlan
from indexer.settings import IndexerSettings
from service.http.app import create_app
from service.http.index_engine import EngineOpener
from service.http.job_routes import IndexOperations
from service.http.serve import serving
from service.jobs.queue import JobQueue
from service.keys.scopes import Scope
from service.keys.store import KeyStore
from service.settings import ServiceSettings
from tests.archives import DONATION, FLOOD, build, record_pages
from tests.doubles import TermEmbedder
from tests.jobs.term_runner import COMMAND
from tests.shipped_reader import shipped_reader
from tests.web.browser import Visitor, needs_chromium, visitor

pytestmark = [pytest.mark.slow, needs_chromium]

KEY = "sixteen characters at least"


@contextmanager
def operating(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A service with jobs, two snapshots, a folder of two good pages and a bad one, and two golden questions."""
    index, archive = tmp_path / "index", tmp_path / "archive"
    build(index, TermEmbedder(), record_pages([DONATION]))
    first = current_name(index)
    build(index, TermEmbedder(), record_pages([FLOOD]), plan=BuildPlan(prune=True, force=True))
    archive.mkdir()
    rows = [DONATION, FLOOD, {"title": "没有正文"}]
    (archive / "rows.jsonl").write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows))
    golden = [
        {"question": "白鹭镇转移多少群众", "article_ids": ["flood"]},
        {"question": "柳河村捐款多少", "article_ids": ["donation"]},
    ]
    (index / "golden.jsonl").write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in golden))
    store = KeyStore(tmp_path / "keys.json")
    _, feeder = store.create("feeder", frozenset({Scope.JOBS}))
    settings = ServiceSettings(admin_key=KEY, job_folders=(archive,), poll_seconds=0.1, keys_file=store.file)
    opener = EngineOpener(index, settings, IndexerSettings(), load=lambda _: TermEmbedder(), load_reader=shipped_reader)

    def open_desk(on_success: object) -> JobQueue:
        return JobQueue.open(index, settings, IndexerSettings(), command=COMMAND, on_success=on_success)

    operations = IndexOperations(opener.pointer, open_desk, lambda to: rollback(index, to), index)
    app = create_app(opener, settings, operations=operations)
    with serving(app) as address:
        yield SimpleNamespace(address=address, index=index, first=first, feeder=feeder)


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """Such a service, for tests that change nothing."""
    with operating(tmp_path_factory.mktemp("operated")) as found:
        yield found


@pytest.fixture
def changed(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """Such a service, for one test that changes it."""
    with operating(tmp_path) as found:
        yield found


@pytest.fixture
def keeper(browser: Browser, operated: SimpleNamespace) -> Iterator[Visitor]:
    with visitor(browser, operated.address) as found:
        yield found


def enter(page: Page, key: str = KEY) -> None:
    """Shows a key, by keyboard alone: the field has the focus from the start."""
    expect(page.get_by_role("textbox", name="Key")).to_be_focused()
    page.keyboard.type(key)
    page.keyboard.press("Enter")


def test_a_wrong_key_is_told_and_nothing_is_kept(keeper: Visitor) -> None:
    page = keeper.open("/operator")
    enter(page, "wrong")
    expect(page.locator("#refused")).to_contain_text("Send a key with the scope")
    expect(page.locator("#desk")).to_be_hidden()
    assert page.evaluate("sessionStorage.length") == 0
    assert page.url.endswith("/operator")


def test_the_key_stays_in_the_tab_until_one_leaves(keeper: Visitor) -> None:
    page = keeper.open("/operator")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # Who reloads as soon as the desk is shown, before all of it is filled, is let in all the same.
    page.route("**/v1/queries*", lambda route: None)
    enter(page)
    expect(page.locator("#desk")).to_be_visible()
    page.unroute("**/v1/queries*")
    page.reload()
    expect(page.locator("#health .chip")).to_have_text("All is well")
    assert page.evaluate("document.cookie + localStorage.length") == "0"
    assert not any("sixteen" in address for address in [*asked, page.url])
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("textbox", name="Key")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
    # That no questions are logged is told by 403.
    assert [each for each in keeper.complaints if "403" not in each] == []


def test_a_job_is_begun_followed_and_its_skipped_page_explained_by_touch(
    browser: Browser, changed: SimpleNamespace, pictures: Path
) -> None:
    with visitor(browser, changed.address, viewport={"width": 390, "height": 844}, has_touch=True) as phone:
        page = phone.open("/operator")
        enter(page)
        page.get_by_text("New job").tap()
        page.get_by_label("Folders or files").fill("rows.jsonl")
        page.get_by_role("button", name="Begin").tap()
        expect(page.locator("#jobs .chip").first).to_have_text("Succeeded", timeout=60_000)
        page.get_by_text("1 page skipped").tap()
        page.get_by_role("button", name="See how it was read").tap()
        expect(page.locator("#jobs pre")).to_contain_text("没有正文")
        expect(page.locator("#jobs .inner")).to_contain_text("no body")
        expect(page.locator("#snapshots .rows > li")).to_have_count(3)
        assert phone.overflow() == 0
        phone.picture(pictures, "operator-phone")


def test_a_source_that_may_not_be_read_is_told_at_the_form(keeper: Visitor) -> None:
    page = keeper.open("/operator")
    enter(page)
    page.get_by_text("New job").click()
    page.get_by_label("Folders or files").fill("/etc")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#new-job .trouble")).to_contain_text("is not a file or folder that jobs may read")


def test_snapshots_are_compared_and_gone_back_to_once_one_is_sure(browser: Browser, changed: SimpleNamespace) -> None:
    with visitor(browser, changed.address) as keeper:
        second = current_name(changed.index)
        page = keeper.open("/operator")
        enter(page)
        page.get_by_role("button", name="Compare with the one before").click()
        expect(page.locator("#snapshots dl")).to_contain_text("New")
        page.locator("#snapshots summary", has_text="Gone").click()
        expect(page.locator("#snapshots")).to_contain_text("柳河村党员带头捐款")
        page.get_by_role("button", name="Publish this one").click()
        dialog = page.get_by_role("dialog", name="Publish another snapshot?")
        expect(dialog).to_contain_text("Gone")
        page.keyboard.press("Escape")
        assert current_name(changed.index) == second, "Escape leaves it as it is"
        page.get_by_role("button", name="Publish this one").click()
        page.keyboard.press("Enter")
        assert current_name(changed.index) == second, "the safe button has the focus"
        page.get_by_role("button", name="Publish this one").click()
        dialog.get_by_role("button", name="Publish this one").click()
        expect(page.locator("#snapshots .rows > li").nth(1)).to_contain_text("current")
        assert current_name(changed.index) == changed.first


def test_golden_questions_say_which_fail_and_where_the_log_would_be(keeper: Visitor) -> None:
    page = keeper.open("/operator")
    enter(page)
    expect(page.locator("#golden .chip").first).to_have_text("1 of 2 pass")
    expect(page.locator("#golden")).to_contain_text("donation: not among the first 10")
    expect(page.locator("#unanswered")).to_contain_text("The log is off by default")


def test_a_key_for_jobs_sees_jobs_and_is_told_what_it_lacks(keeper: Visitor, operated: SimpleNamespace) -> None:
    page = keeper.open("/operator")
    enter(page, operated.feeder)
    expect(page.locator("#jobs")).to_contain_text("No jobs yet.")
    expect(page.locator("#snapshots .trouble")).to_contain_text("lacks the scope admin")


def test_questions_of_the_log_lead_to_where_they_are_asked_again(keeper: Visitor) -> None:
    logged = {
        "question": "图书角几点关门？",
        "times": 17,
        "last_asked": "2024-05-01T21:03:10Z",
        "reasons": {"no_evidence": 17},
    }
    answer = json.dumps({"total": 812, "answered": 401, "unanswered": [logged]})
    keeper.page.route("**/v1/queries", lambda route: route.fulfill(body=answer, content_type="application/json"))
    page = keeper.open("/operator")
    enter(page)
    expect(page.locator("#unanswered")).to_contain_text("Questions of 30 days: 812; answered: 401.")
    expect(page.locator("#unanswered li")).to_contain_text("asked 17 times · no_evidence")
    assert "q=%E5%9B%BE" in str(page.get_by_role("link", name="图书角几点关门？").get_attribute("href"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_a_key_shows(
    browser: Browser, operated: SimpleNamespace, scheme: str, pictures: Path
) -> None:
    context = {"color_scheme": scheme, "reduced_motion": "reduce", "bypass_csp": True}
    with visitor(browser, operated.address, **context, viewport={"width": 390, "height": 844}) as found:
        page = found.open("/operator")
        enter(page)
        expect(page.locator("#golden .chip").first).to_be_visible()
        page.get_by_role("button", name="Compare with the one before").click()
        expect(page.locator("#snapshots dl")).to_be_visible()
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        violations = Axe().run(page)["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
        assert found.overflow() == 0
        found.picture(pictures, f"operator-{scheme}")


def test_without_scripts_the_page_says_where_to_go(browser: Browser, operated: SimpleNamespace) -> None:
    with visitor(browser, operated.address, java_script_enabled=False) as reader:
        page = reader.open("/operator")
        expect(page.locator("noscript section")).to_be_visible()
        expect(page.locator("#door")).to_be_hidden()
