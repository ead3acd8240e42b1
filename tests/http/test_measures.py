"""What /metrics tells is what happened: requests, answers, times; and it names no path or text of a caller's making."""

import re
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from indexer.core.article import Degradation, Part
from indexer.core.errors import SnapshotError
from service.http.index_engine import SearcherEngine
from service.search.batching import BatchingEmbedder
from service.search.searcher import Searcher
from tests.archives import build
from tests.doubles import TermEmbedder
from tests.http.village import MANIFEST, VillageEngine


def figures(client):
    """Every sample by its name and labels."""
    text = client.get("/metrics").text
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def count(samples, name, /, **labels):
    """The sum of the samples that have these labels."""
    return sum(value for key, value in samples.items() if key[0] == name and set(labels.items()) <= set(key[1:]))


def test_requests_are_counted_by_route_and_status(client):
    for _ in range(3):
        client.post("/v1/search", json={"query": "桥"})
    client.post("/v1/search", json={"query": ""})
    client.get("/v1/articles/bridge")
    client.head("/v1/articles/bridge")
    client.get("/v1/articles/nobody")
    for path in ("/nothing/secret", "/%00", "/v1/what"):
        client.get(path)
    client.request("BREW", "/readyz")
    found = figures(client)
    for route, method, status, times in [
        ("/v1/search", "POST", 200, 3),
        ("/v1/search", "POST", 422, 1),
        ("/v1/articles/{id:path}", "GET", 200, 1),
        ("/v1/articles/{id:path}", "HEAD", 200, 1),
        ("/v1/articles/{id:path}", "GET", 404, 1),
        ("other", "GET", 404, 3),
    ]:
        assert count(found, "xunwen_requests_total", route=route, method=method, status=str(status)) == times
    assert count(found, "xunwen_requests_total", method="other") == 1
    assert count(found, "xunwen_request_seconds_count", route="/v1/search") == 4
    assert not re.search("secret|what", client.get("/metrics").text)


def test_answers_are_counted_by_reason_and_stages_by_mode(client):
    for question in ("共有多少户人家？", "谁修了桥？", "谁修了路？"):
        client.post("/v1/ask", json={"question": question})
    client.get("/", params={"q": "共有多少户人家？"})
    client.post("/v1/search", json={"query": "桥", "mode": "lexical"})
    found = figures(client)
    assert count(found, "xunwen_answers_total", status="answered", reason="") == 2
    assert count(found, "xunwen_answers_total", status="abstained", reason="no_evidence") == 2
    assert count(found, "xunwen_stage_seconds_count", stage="total", mode="hybrid") == 4
    assert count(found, "xunwen_stage_seconds_sum", stage="total", mode="hybrid") == pytest.approx(4 * 0.00075)
    assert count(found, "xunwen_stage_seconds_count", stage="total", mode="lexical") == 1


def test_what_was_lacking_is_counted(open_client):
    class Lacking(VillageEngine):
        degraded = (Degradation(Part.READER, "none"),)

        def search(self, query, **page):
            return replace(super().search(query, **page), degraded=self.degraded)

    client = open_client(Lacking())
    client.post("/v1/search", json={"query": "桥"})
    client.post("/v1/ask", json={"question": "桥？"})
    found = figures(client)
    assert count(found, "xunwen_degraded_responses_total", part="reader") == 2
    assert (count(found, "xunwen_degraded", part="reader"), count(found, "xunwen_degraded", part="fast_path")) == (1, 0)


def test_the_snapshot_and_its_age_are_told(client, open_client):
    found = figures(client)
    assert count(found, "xunwen_snapshot_created_timestamp_seconds") == 1696809600  # 2023-10-09T00:00:00Z
    assert (count(found, "xunwen_ready"), count(found, "xunwen_snapshot_articles")) == (1, MANIFEST.articles)

    def broken():
        raise SnapshotError("There is none.")

    found = figures(open_client(broken))
    assert (count(found, "xunwen_ready"), count(found, "xunwen_snapshot_failures_total")) == (0, 1)


def test_kept_question_vectors_are_counted(open_client, tmp_path):
    build(tmp_path / "index", TermEmbedder())
    client = open_client(lambda: SearcherEngine(Searcher.open(tmp_path / "index", BatchingEmbedder(TermEmbedder()))))
    before = figures(client)
    for _ in range(3):
        client.post("/v1/search", json={"query": "柳河村捐款", "mode": "dense"})
    after = figures(client)
    grown = {
        found: count(after, "xunwen_question_vectors_total", found=found)
        - count(before, "xunwen_question_vectors_total", found=found)
        for found in ("kept", "computed")
    }
    assert grown["computed"] >= 1
    assert grown["kept"] == 2 * grown["computed"]
