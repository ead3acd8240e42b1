"""Each failure becomes the exception that the official client has for it; keys, scopes, bounds and limits hold."""

import httpx2
import openai
import pytest

from indexer.core.errors import SnapshotError
from service.keys.key import Bounds
from service.keys.scopes import Scope
from tests.archives import DONATION
from tests.http.test_problems import problem
from tests.http.village import VillageEngine
from tests.openai.conftest import user

QUESTION = "共有多少户人家？"
CALLS = {
    "chat": lambda client: client.chat.completions.create(model="xunwen", messages=user(QUESTION)),
    "stream": lambda client: list(client.chat.completions.create(model="xunwen", messages=user(QUESTION), stream=True)),
    "embeddings": lambda client: client.embeddings.create(model="xunwen", input="桥"),
    "models": lambda client: client.models.list(),
}


def refused(kind, call, *given):
    """What the client raises, which says all that its own exceptions say."""
    with pytest.raises(kind) as caught:
        call(*given)
    error = caught.value
    assert type(error) is kind
    assert set(error.body) == {"message", "type", "param", "code"}
    assert error.body["message"]
    assert error.request_id
    return error


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_who_has_no_key_is_told(open_service, call, store):
    store.create("known", {Scope.EVENTS})
    error = refused(openai.AuthenticationError, call, open_service(keys_file=store.file, anonymous=()))
    assert (error.type, error.code) == ("authentication_error", "invalid_api_key")


def test_a_key_does_what_its_scopes_say(open_service, store):
    secrets = {scope: store.create(scope, {scope})[1] for scope in (Scope.ASK, Scope.SEARCH, Scope.ARTICLES)}
    service = open_service(keys_file=store.file, anonymous=())
    may = {Scope.ASK: {"chat", "stream", "models"}, Scope.SEARCH: {"embeddings"}, Scope.ARTICLES: set()}
    for scope, secret in secrets.items():
        client = service.with_options(api_key=secret)
        for name, call in CALLS.items():
            if name in may[scope]:
                call(client)
            else:
                assert refused(openai.PermissionDeniedError, call, client).type == "permission_error"


def test_a_bounded_key_sees_its_articles_only(open_service, store):
    _, bounded = store.create("desk", {Scope.ASK}, bounds=Bounds(sources=("江城晚报",)))
    _, whole = store.create("all", {Scope.ASK})
    service = open_service(archive=True, keys_file=store.file, anonymous=())

    def cited(secret):
        client = service.with_options(api_key=secret)
        completion = client.chat.completions.create(model="xunwen", messages=user("柳河村全村共捐款多少元？"))
        return {each.url_citation.article_id for each in completion.choices[0].message.annotations}

    assert DONATION["id"] in cited(whole)
    assert cited(bounded) == {"flood"}


def test_who_asks_too_often_is_told_when_to_ask_again(open_service):
    client = open_service(address_per_minute=2)
    for _ in range(2):
        CALLS["models"](client)
    error = refused(openai.RateLimitError, CALLS["chat"], client)
    assert (error.type, error.code) == ("rate_limit_error", "rate_limit_exceeded")
    assert error.response.headers["retry-after"] == "30"
    assert error.response.headers["ratelimit-policy"] == '"minute";q=2;w=60'


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.chat.completions.create(model="gpt-4o", messages=user(QUESTION)),
        lambda client: client.embeddings.create(model="gpt-4o", input="桥"),
        lambda client: client.models.retrieve("gpt-4o"),
        lambda client: client.models.retrieve("some/model"),
    ],
    ids=["chat", "embeddings", "models", "models with a slash"],
)
def test_another_model_is_not_found(village, call):
    error = refused(openai.NotFoundError, call, village)
    assert (error.type, error.code) == ("invalid_request_error", "model_not_found")
    assert "xunwen" in error.message


def test_what_is_no_json_is_a_bad_request(village):
    url = f"{village.base_url}chat/completions"
    for headers, content, status in [
        ({"Content-Type": "application/json"}, b"{", 400),
        ({"Content-Type": "text/plain"}, b"{}", 415),
        ({"Content-Type": "application/json"}, b'{"messages": "' + b"a" * 70_000, 413),
    ]:
        response = httpx2.post(url, headers=headers, content=content)
        error = response.json()["error"]
        assert (response.status_code, error["type"]) == (status, "invalid_request_error")
        assert response.headers["content-type"] == "application/json"
    assert httpx2.get(url).json()["error"]["code"] == "method_not_allowed"


def test_a_failure_tells_no_secrets(open_service):
    error = refused(
        openai.InternalServerError, CALLS["chat"], open_service(VillageEngine(fault=RuntimeError("secret")))
    )
    assert (error.status_code, error.type) == (500, "server_error")
    assert "secret" not in str(error.body)


def test_a_service_that_loads_is_asked_again(open_service):
    def broken():
        raise SnapshotError("There is none.")

    error = refused(openai.InternalServerError, CALLS["models"], open_service(broken))
    assert (error.status_code, error.code) == (503, "not_ready")


def test_other_paths_keep_their_problems(village):
    site = str(village.base_url)
    problem(httpx2.post(f"{site}completions", json={}), 404)
    problem(httpx2.post(f"{site}ask", json={}), 422)
