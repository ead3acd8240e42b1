"""Alerts over HTTP and on the command line: for their owners, from the first publication after them."""

import json
import shutil
from base64 import b64encode

import pytest
from lxml import etree
from starlette.testclient import TestClient

from indexer.settings import IndexerSettings
from service.http.app import create_app
from service.http.index_engine import EngineOpener
from service.http.job_routes import IndexOperations
from service.keys.key import Bounds
from service.keys.scopes import READING, Scope
from service.keys.store import KeyStore
from service.results import Mode
from service.settings import ServiceSettings
from tests.alerts.conftest import LOOPBACK
from tests.archives import FLOOD, build, record_pages
from tests.cli.command import xunwen
from tests.doubles import TermEmbedder
from tests.http.conftest import open_client as open_client
from tests.http.test_problems import problem
from tests.jobs.conftest import until
from tests.keys.conftest import bearer
from tests.shipped_reader import shipped_reader

ADMIN = "sixteen characters at least"
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = {**FLOOD, "id": "hostile", "title": "白鹭镇<script>\x07", "url": "javascript:alert(1)"}


@pytest.fixture
def index(archives, tmp_path):
    return shutil.copytree(archives[0], tmp_path / "index")


@pytest.fixture
def client(index):
    settings = ServiceSettings(
        poll_seconds=0.05,
        default_mode=Mode.HYBRID,  # no reader is loaded
        admin_key=ADMIN,
        keys_file=index / "keys.json",
        alerts_file=index / "alerts.sqlite",
        webhook_networks=LOOPBACK,
        anonymous=(),
    )
    opener = EngineOpener(index, settings, IndexerSettings(), load=lambda _: TermEmbedder(), load_reader=shipped_reader)
    app = create_app(opener, settings, operations=IndexOperations(read_pointer=opener.pointer))
    with TestClient(app, raise_server_exceptions=False) as opened:
        assert app.state.readiness.wait(90)
        yield opened


def test_an_alert_tells_its_owner_once_of_what_is_published(client, index, receiver):
    keys = KeyStore(index / "keys.json")
    scopes = frozenset({Scope.ALERTS})
    _, desk = keys.create("desk", scopes)
    _, other = keys.create("other", scopes, bounds=Bounds(sources=("青禾日报",)))
    _, reader = keys.create("reader", READING)
    body = {"query": "白鹭镇 暴雨", "webhook": receiver.address}
    problem(client.post("/v1/alerts", json=body), 401)
    problem(client.post("/v1/alerts", json=body, headers=bearer(reader)), 403)
    made = client.post("/v1/alerts", json=body, headers=bearer(desk))
    assert made.status_code == 201
    alert = made.json()
    assert alert["secret"].startswith("whsec_")
    bounded = client.post("/v1/alerts", json={"query": "白鹭镇 暴雨"}, headers=bearer(other)).json()
    path = f"/v1/alerts/{alert['id']}"
    # Another's alert is not there; an admin sees all; nobody sees the secret again.
    problem(client.get(path, headers=bearer(other)), 404)
    problem(client.delete(path, headers=bearer(other)), 404)
    seen = {
        who: [each["id"] for each in client.get("/v1/alerts", headers=bearer(who)).json()["alerts"]]
        for who in (desk, other, ADMIN)
    }
    assert seen == {desk: [alert["id"]], other: [bounded["id"]], ADMIN: [alert["id"], bounded["id"]]}
    assert client.get(path, headers=bearer(desk)).json()["secret"] is None
    build(index, TermEmbedder(), record_pages([FLOOD, HOSTILE]))

    def matches(who, which):
        answer = client.get(f"/v1/alerts/{which['id']}/matches", headers=bearer(who))
        return sorted(each["article_id"] for each in answer.json()["matches"])

    until(lambda: client.get(path, headers=bearer(desk)).json()["delivered"] == 1)
    assert matches(desk, alert) == ["flood", "hostile"]
    assert matches(other, bounded) == []  # both are of a source that its key does not see
    told = json.loads(receiver.came[0][1])["data"]["articles"]
    assert sorted(each["id"] for each in told) == ["flood", "hostile"]
    # A feed reader sends the key as a password.
    basic = {"Authorization": f"Basic {b64encode(f'feed:{desk}'.encode()).decode()}"}
    feed = client.get(f"{path}/feed", headers=basic)
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert feed.headers["cache-control"].startswith("no-cache")
    root = etree.fromstring(feed.content)
    entries = root.findall(f"{ATOM}entry")
    assert {each.findtext(f"{ATOM}title") for each in entries} == {FLOOD["title"], "白鹭镇<script>"}
    links = {each.find(f"{ATOM}link").get("href") for each in entries}
    assert links == {"http://testserver/articles/flood", "http://testserver/articles/hostile"}
    assert len({each.findtext(f"{ATOM}id") for each in entries}) == 2
    again = client.get(f"{path}/feed", headers=basic | {"If-None-Match": feed.headers["etag"]})
    assert again.status_code == 304
    assert client.post("/v1/search", json={"query": "白鹭镇"}, headers=basic).status_code == 401
    assert client.delete(path, headers=bearer(desk)).status_code == 204
    problem(client.get(f"{path}/feed", headers=basic), 404)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"query": " "}, "#/query"),
        ({"query": "x" * 2000}, "#/query"),
        ({"query": "白鹭镇", "webhook": "http://10.0.0.1/hook"}, "#/webhook"),
        ({"query": "白鹭镇", "webhook": "ftp://desk.example/"}, "#/webhook"),
        ({"query": "白鹭镇", "owner": "me"}, "#/owner"),
    ],
)
def test_what_can_not_be_an_alert_is_refused_by_field(open_client, tmp_path, body, pointer):
    client = open_client(anonymous=(Scope.ALERTS,), alerts_file=tmp_path / "alerts.sqlite")
    told = problem(client.post("/v1/alerts", json=body), 422)
    assert [each["pointer"] for each in told["errors"]] == [pointer]


def test_without_a_file_there_are_no_alerts(open_client):
    told = problem(open_client(anonymous=(Scope.ALERTS,)).get("/v1/alerts"), 403)
    assert "XUNWEN_ALERTS_FILE" in told["detail"]


def test_the_commands_make_list_and_delete_alerts(index, tmp_path):
    assert "No alerts" in xunwen("alerts", "list", "--index", index).out
    made = xunwen("alerts", "create", "白鹭镇 暴雨", "--index", index, "--source", "江城晚报", "--json").results[0]
    (listed,) = xunwen("alerts", "list", "--index", index, "--json").results[0]["alerts"]
    assert (listed["query"], listed["filters"]["sources"]) == ("白鹭镇 暴雨", ["江城晚报"])
    assert "secret" not in listed
    assert made["id"] in xunwen("alerts", "list", "--index", index).out
    assert xunwen("alerts", "matches", made["id"], "--index", index, "--json").results == []
    assert (
        "not a public one"
        in xunwen("alerts", "create", "x", "--index", index, "--webhook", "http://127.0.0.1/", "--json").error
    )
    assert made["id"] in xunwen("alerts", "delete", made["id"], "--index", index).out
    assert "no alert" in xunwen("alerts", "matches", made["id"], "--index", index).error
