"""The OpenAPI description is what clients are written against: its promises are golden."""

import subprocess
import sys
from hashlib import sha256

import pytest

from service.http.ask_schemas import AskResponse
from service.http.job_routes import JOB_EXAMPLE
from service.http.job_schemas import JobResponse
from service.http.openai_errors import PATHS as OPENAI_PATHS
from service.http.openapi import ASK_REQUESTS, EXAMPLES, SEARCH_REQUESTS
from service.http.requests import AskRequest, SearchRequest
from service.http.search_schemas import ArticleResponse, SearchResponse
from service.http.status_schemas import HealthResponse, ReadyResponse, VersionResponse

STATUSES = {
    ("post", "/v1/search"): {"200", "400", "401", "403", "413", "415", "422", "429", "500", "503", "default"},
    ("post", "/v1/ask"): {"200", "400", "401", "403", "413", "415", "422", "429", "500", "503", "default"},
    ("post", "/v1/chat/completions"): {
        *("200", "400", "401", "403", "404", "413", "415", "422", "429", "500", "503", "default")
    },
    ("post", "/v1/embeddings"): {
        *("200", "400", "401", "403", "404", "413", "415", "422", "429", "500", "503", "default")
    },
    ("get", "/v1/models"): {"200", "401", "403", "429", "500", "503", "default"},
    ("get", "/v1/models/{model}"): {"200", "401", "403", "404", "422", "429", "500", "503", "default"},
    ("get", "/v1/suggest"): {"200", "401", "403", "422", "429", "500", "503", "default"},
    ("post", "/v1/events"): {"204", "400", "401", "403", "404", "413", "415", "422", "429", "500", "503", "default"},
    ("get", "/v1/articles/{id}"): {"200", "401", "403", "404", "429", "500", "503", "default"},
    ("get", "/v1/articles/{id}/related"): {"200", "304", "401", "403", "404", "422", "429", "500", "503", "default"},
    ("post", "/v1/related"): {"200", "400", "401", "403", "404", "413", "415", "422", "429", "500", "503", "default"},
    ("post", "/v1/alerts"): {"201", "400", "401", "403", "409", "413", "415", "422", "429", "500", "503", "default"},
    ("get", "/v1/alerts"): {"200", "401", "403", "429", "500", "503", "default"},
    ("get", "/v1/alerts/{alert_id}"): {"200", "401", "403", "404", "422", "429", "500", "503", "default"},
    ("delete", "/v1/alerts/{alert_id}"): {"204", "401", "403", "404", "422", "429", "500", "503", "default"},
    ("get", "/v1/alerts/{alert_id}/matches"): {"200", "401", "403", "404", "422", "429", "500", "503", "default"},
    ("get", "/v1/alerts/{alert_id}/feed"): {"200", "401", "403", "404", "422", "429", "500", "503", "default"},
    ("get", "/v1/queries"): {"200", "401", "403", "422", "429", "500", "503", "default"},
    ("post", "/v1/index/jobs"): {"202", "400", "401", "403", "413", "415", "422", "429", "500", "default"},
    ("get", "/v1/index/jobs"): {"200", "401", "403", "422", "429", "500", "default"},
    ("get", "/v1/index/jobs/{job_id}"): {"200", "401", "403", "404", "422", "429", "500", "default"},
    ("delete", "/v1/index/jobs/{job_id}"): {"202", "401", "403", "404", "422", "429", "500", "default"},
    ("get", "/v1/index/jobs/{job_id}/events"): {"200", "401", "403", "404", "422", "429", "500", "default"},
    ("post", "/v1/index/rollback"): {"200", "400", "401", "403", "404", "409", "422", "429", "500", "503", "default"},
    ("get", "/v1/index/jobs/{job_id}/page"): {"200", "401", "403", "404", "422", "429", "500", "default"},
    ("get", "/v1/index/snapshots"): {"200", "401", "403", "429", "500", "503", "default"},
    ("get", "/v1/index/snapshots/difference"): {"200", "401", "403", "409", "422", "429", "500", "503", "default"},
    ("get", "/v1/index/golden"): {"200", "401", "403", "422", "429", "500", "503", "default"},
    ("get", "/healthz"): {"200", "500", "default"},
    ("get", "/readyz"): {"200", "500", "503", "default"},
    ("get", "/version"): {"200", "500", "default"},
}
RESPONSES = {
    "search": SearchResponse,
    "ask": AskResponse,
    "article": ArticleResponse,
    "healthz": HealthResponse,
    "readyz": ReadyResponse,
    "version": VersionResponse,
}


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json()


def operations(document):
    return {(method, path): each for path, item in document["paths"].items() for method, each in item.items()}


def test_paths_methods_and_statuses_are_these(document):
    found = operations(document)
    assert {name: set(each["responses"]) for name, each in found.items()} == STATUSES
    assert {each["operationId"] for each in found.values()} == {
        "search",
        "suggest",
        "tell_event",
        "ask",
        "chat_completions",
        "create_embeddings",
        "list_models",
        "get_model",
        "article",
        "related_articles",
        "related_to_text",
        "create_alert",
        "list_alerts",
        "get_alert",
        "delete_alert",
        "alert_matches",
        "alert_feed",
        "asked_queries",
        "enqueue_job",
        "list_jobs",
        "get_job",
        "cancel_job",
        "job_events",
        "rollback",
        "list_snapshots",
        "compare_snapshots",
        "golden_questions",
        "explain_job_page",
        "healthz",
        "readyz",
        "service_version",
    }


def test_every_operation_shows_an_example_and_its_problems(document):
    for (_, path), operation in operations(document).items():
        failed = "application/json" if OPENAI_PATHS.fullmatch(path) else "application/problem+json"
        for status, response in operation["responses"].items():
            if status in ("204", "304"):
                continue  # has no body
            # What streams if it is asked to has both.
            media_type = next(iter(response["content"]))
            assert set(response["content"]) <= {media_type, "text/event-stream"}
            if media_type in {"text/event-stream", "application/atom+xml"}:
                continue
            assert media_type == ("application/json" if status in {"200", "201", "202"} else failed)
            assert response["content"][media_type]["example"]
            assert "$ref" in response["content"][media_type]["schema"]
        if "requestBody" in operation:
            assert operation["requestBody"]["content"]["application/json"]["examples"]


def test_every_reference_leads_somewhere(document):
    def references(node):
        if isinstance(node, dict):
            yield from ([node["$ref"]] if "$ref" in node else [])
            node = list(node.values())
        if isinstance(node, list):
            for each in node:
                yield from references(each)

    schemas = document["components"]["schemas"]
    assert {name.removeprefix("#/components/schemas/") for name in references(document)} <= set(schemas)
    assert "HTTPValidationError" not in schemas


def test_limits_of_the_settings_are_in_the_schemas(open_client):
    client = open_client(max_query_characters=77, max_limit=5, max_offset=9)
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    search, ask = schemas["SearchRequest"]["properties"], schemas["AskRequest"]["properties"]
    assert search["query"]["maxLength"] == ask["question"]["maxLength"] == 77
    assert (search["limit"]["minimum"], search["limit"]["maximum"], search["offset"]["maximum"]) == (1, 5, 9)


@pytest.mark.parametrize("name", RESPONSES)
def test_an_example_of_a_response_is_such_a_response(name):
    assert RESPONSES[name].model_validate(EXAMPLES[name]).model_dump(mode="json") == EXAMPLES[name]


def test_the_example_of_a_job_is_such_a_job():
    assert JobResponse.model_validate(JOB_EXAMPLE).model_dump(mode="json") == JOB_EXAMPLE


def test_examples_of_requests_are_accepted():
    for example in SEARCH_REQUESTS.values():
        SearchRequest.model_validate(example["value"])
    for example in ASK_REQUESTS.values():
        AskRequest.model_validate(example["value"])


def test_the_example_of_a_citation_is_true():
    (citation,) = EXAMPLES["ask"]["citations"]
    body = EXAMPLES["article"]["body"]
    assert body[citation["start"] : citation["end"]] == citation["quote"]
    assert citation["sha256"] == sha256(citation["quote"].encode()).hexdigest()
    (highlight,) = EXAMPLES["search"]["hits"][0]["highlights"]
    assert body[highlight["start"] : highlight["end"]] == "志愿者"


def test_importing_the_app_brings_no_heavy_library():
    program = (
        "import sys, service.http.app, service.http.serve;"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'openvino', 'faiss', 'trafilatura', 'bm25s'};"
        "sys.exit(' '.join(heavy & set(sys.modules)) or None)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_what_a_service_answers_with_brings_nothing_that_only_a_build_needs():
    program = (
        "import sys, service.http.serve, service.http.index_engine, indexer.embed.openvino, indexer.rerank.runtime;"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'sklearn', 'scipy', 'pandas', 'bm25s', 'trafilatura', 'chardet'};"
        "sys.exit(' '.join(heavy & set(sys.modules)) or None)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
