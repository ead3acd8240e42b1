"""Messages are signed, sent again until they are taken, and never to where nobody allowed them to go."""

import base64
import hashlib
import hmac
import json
import signal
import socket
import subprocess
import sys
import time

import pytest

from indexer.core.errors import InputError
from service.alerts.alert import Match
from service.alerts.matching import ids_of
from service.alerts.watch import AlertWatch
from service.alerts.webhook import AGAIN_SECONDS, check_webhook
from service.results import Filters
from tests.alerts.conftest import LOOPBACK, create, opened
from tests.jobs.conftest import until

MATCH = Match("flood", "白鹭镇转移群众", "https://news.example/flood", "江城晚报", "2021-07-20", "连降暴雨。")


EVERYTHING = Filters()


def watch(store, archives, allowed=LOOPBACK, bounds=EVERYTHING) -> AlertWatch:
    return AlertWatch(store, lambda: opened(archives[1]), lambda _: bounds, allowed)


@pytest.fixture
def alert(store, archives, receiver):
    """An alert that has one match to send."""
    made = create(store, "白鹭镇 暴雨", webhook=receiver.address)
    with opened(archives[1]) as engine:
        store.keep(engine.manifest.name, ids_of(engine), {made.id: [MATCH]})
    return made


def due_at_once(store, monkeypatch) -> None:
    """What has to wait comes at once."""
    now = time.time() + 10**6
    monkeypatch.setattr("service.alerts.watch.time.time", lambda: now)


def test_a_message_says_what_is_new_and_proves_from_whom_it_is(store, archives, receiver, alert):
    watch(store, archives).look()
    ((headers, body),) = receiver.came
    told = json.loads(body)
    assert told["type"] == "alert.matched"
    assert told["data"]["alert"] == {"id": alert.id, "name": "白鹭镇 暴雨", "query": "白鹭镇 暴雨"}
    assert [each["id"] for each in told["data"]["articles"]] == ["flood"]
    # As the Standard Webhooks have it, computed by hand.
    key = base64.b64decode(alert.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    assert store.deliveries(alert.id).delivered == 1
    watch(store, archives).look()
    assert len(receiver.came) == 1


def test_what_is_not_taken_is_sent_again_later_with_the_same_id(store, archives, receiver, alert, monkeypatch):
    receiver.statuses = [500, 503]
    begun = time.time()
    watch(store, archives).look()
    assert store.deliveries(alert.id).waiting == 1
    assert store.due(begun + AGAIN_SECONDS[0] - 1, limit=1) == []
    assert len(store.due(time.time() + AGAIN_SECONDS[0], limit=1)) == 1
    watch(store, archives).look()
    assert len(receiver.came) == 1  # its time has not come
    due_at_once(store, monkeypatch)
    watch(store, archives).look()
    now = time.time() + 10**6
    monkeypatch.setattr("service.alerts.watch.time.time", lambda: now + 10**6)
    watch(store, archives).look()
    assert len({headers["webhook-id"] for headers, _ in receiver.came}) == 1
    assert len(receiver.came) == 3
    state = store.deliveries(alert.id)
    assert (state.waiting, state.delivered, state.failed) == (0, 1, 0)


def test_what_is_never_taken_is_given_up(store, archives, receiver, alert, monkeypatch):
    receiver.statuses = [500] * 99
    real = time.time()
    for turn in range(len(AGAIN_SECONDS) + 3):
        monkeypatch.setattr("service.alerts.watch.time.time", lambda turn=turn: real + turn * 10**6)
        watch(store, archives).look()
    assert len(receiver.came) == len(AGAIN_SECONDS) + 1
    state = store.deliveries(alert.id)
    assert (state.waiting, state.failed, state.last_error) == (0, 1, "It answers 500.")


def test_redirections_are_not_followed(store, archives, receiver, alert):
    receiver.statuses, receiver.location = [302], receiver.address + "/elsewhere"
    watch(store, archives).look()
    assert len(receiver.came) == 1
    assert "redirections are not followed" in store.deliveries(alert.id).last_error


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hook",
        "http://localhost:8000/v1/index/rollback",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "file:///etc/passwd",
        "https://user:word@desk.example/",
        "hook",
    ],
)
def test_addresses_that_are_not_public_are_refused(url):
    with pytest.raises(InputError):
        check_webhook(url, ())


def test_a_name_that_leads_inwards_later_is_not_called(store, archives, receiver, monkeypatch):
    port = int(receiver.address.split(":")[2].partition("/")[0])
    answers = ["93.184.216.34", "127.0.0.1"]
    real = socket.getaddrinfo

    def rebinding(host, *rest, **named):
        if host != "desk.example":
            return real(host, *rest, **named)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    url = f"http://desk.example:{port}/hook"
    check_webhook(url, ())
    made = create(store, "白鹭镇", webhook=url)
    with opened(archives[1]) as engine:
        store.keep(engine.manifest.name, ids_of(engine), {made.id: [MATCH]})
    watch(store, archives, allowed=()).look()
    assert receiver.came == []
    assert "127.0.0.1, which is not a public one" in store.deliveries(made.id).last_error
    assert answers == []  # looked up once for each, and connected to what was checked


def test_an_owner_whose_key_is_gone_is_told_nothing_more(store, archives, receiver, alert):
    watch(store, archives, bounds=None).look()
    assert receiver.came == []
    assert store.deliveries(alert.id).failed == 1


SENDER = """
import sys
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from indexer.core.errors import SnapshotError
from service.alerts.store import AlertStore
from service.alerts.watch import AlertWatch
from service.results import Filters
@contextmanager
def nothing():
    raise SnapshotError("nothing is served")
    yield
AlertWatch(AlertStore(Path(sys.argv[1])), nothing, lambda _: Filters(), (ip_network("127.0.0.0/8"),)).look()
"""


def test_killed_while_it_sends_it_sends_the_same_message_again(store, archives, receiver, alert):
    receiver.gate.clear()
    with subprocess.Popen([sys.executable, "-c", SENDER, str(store.file)]) as process:
        until(lambda: bool(receiver.came))
        process.send_signal(signal.SIGKILL)
        process.wait()
    receiver.gate.set()
    watch(store, archives).look()
    first, second = receiver.came
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]
    assert store.deliveries(alert.id).delivered == 1


KEEPER = """
import sys
from pathlib import Path
from service.alerts.alert import Match
from service.alerts.store import AlertStore
store = AlertStore(Path(sys.argv[1]))
alerts = [each.id for each in store.alerts()]
matches = [Match(f"new-{n}", "t", "", "", "", "s") for n in range(2000)]
print("begun", flush=True)
store.keep("second", [each.article_id for each in matches], {alert: matches for alert in alerts})
"""


@pytest.mark.parametrize("after", [0.005, 0.05, 0.3])
def test_killed_while_it_writes_it_has_written_all_or_nothing(store, after):
    alerts = [create(store, "白鹭镇", webhook="https://desk.example/hook") for _ in range(20)]
    with subprocess.Popen([sys.executable, "-c", KEEPER, str(store.file)], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"begun\n"
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        process.wait()
    counts = {len(store.matches(each.id, limit=5000)) for each in alerts}
    waiting = {store.deliveries(each.id).waiting for each in alerts}
    if store.checked() == "second":
        assert (counts, waiting, store.unknown(["new-1"])) == ({1000}, {20}, [])
    else:
        assert (counts, waiting, store.unknown(["new-1"])) == ({0}, {0}, ["new-1"])
