"""Keys are kept so that nobody can use what is kept, and every process sees a change at once."""

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from indexer.core.errors import InputError, StorageError
from service.keys.key import id_in
from service.keys.scopes import Scope
from service.keys.store import KeyStore

ASK = frozenset({Scope.ASK})


def test_a_secret_is_256_random_bits_and_only_its_hash_is_kept(store):
    key, secret = store.create("desk", ASK)
    prefix, key_id, random = secret.split("_", 2)
    assert (prefix, key_id, len(random)) == ("xw", key.id, 43)  # 32 bytes in base64
    text = store.file.read_text()
    assert secret not in text
    assert random not in text
    assert key.sha256 == sha256(secret.encode()).hexdigest()
    assert stat.S_IMODE(store.file.stat().st_mode) == 0o600
    assert store.find(secret) == key
    assert store.find(secret[:-1] + ("A" if secret[-1] != "A" else "B")) is None
    assert store.find(f"xw_{'0' * 12}_{random}") is None


@pytest.mark.parametrize(
    "text", ["", "xw_", "Bearer", "xw_0123456789ab_short", "密" * 60, "xw_0123456789ab_" + "a" * 44]
)
def test_other_texts_are_no_keys(store, text):
    store.create("desk", ASK)
    assert id_in(text) == ""
    assert store.find(text) is None


def test_another_store_of_the_file_sees_each_change_at_once(store):
    other = KeyStore(store.file)
    assert other.keys() == {}
    for number in range(20):
        key, secret = store.create(f"desk {number}", ASK)
        assert other.find(secret) == key
        revoked = other.revoke(key.id)
        assert store.keys()[key.id].revoked_at == revoked.revoked_at is not None


def test_keys_that_many_make_at_once_are_all_kept(store):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: KeyStore(store.file).create(str(number), ASK)[0].id, range(24)))
    assert set(store.keys()) == set(made)


def test_a_rotated_key_has_one_secret(store):
    key, first = store.create("desk", ASK)
    rotated, second = store.rotate(key.id)
    assert (store.find(first), store.find(second)) == (None, rotated)
    store.revoke(key.id)
    with pytest.raises(InputError, match="was revoked"):
        store.rotate(key.id)


def test_a_key_ends_when_it_should(store):
    end = datetime(2027, 1, 1, tzinfo=UTC)
    key, _ = store.create("desk", ASK, expires_at=end)
    assert key.trouble(end - timedelta(seconds=1)) == ""
    assert key.trouble(end) == f"The key {key.id} expired on 2027-01-01."


@pytest.mark.parametrize("text", ["{", '{"keys": [{"id": "x"}]}', '{"version": 1, "keys": [], "more": 1}'])
def test_a_damaged_file_is_told_and_lets_nobody_in(store, text):
    _, secret = store.create("desk", ASK)
    store.file.write_text(text)
    with pytest.raises(StorageError, match="damaged"):
        store.find(secret)


def test_an_unknown_key_is_named(store):
    with pytest.raises(InputError, match="no key 'nobody'"):
        store.revoke("nobody")


def test_the_commands_make_show_and_revoke(tmp_path):
    def run(*words):
        command = [sys.executable, "-m", "service", "keys", *words, "--file", str(tmp_path / "keys.json"), "--json"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    made = json.loads(run("create", "desk", "--scope", "ask", "--source", "青禾日报", "--expires", "90d"))
    assert (made["scopes"], made["bounds"]["sources"]) == (["ask"], ["青禾日报"])
    listed = run("list")
    assert made["secret"] not in listed
    assert [each["id"] for each in json.loads(listed)["keys"]] == [made["id"]]
    assert json.loads(run("revoke", made["id"]))["revoked_at"]
