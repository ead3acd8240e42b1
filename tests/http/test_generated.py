"""Requests made from the OpenAPI description itself: every response is one that it promises, with a key and without."""

from collections import Counter
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from indexer.index.rollback import rollback
from indexer.settings import IndexerSettings
from service.http.app import create_app
from service.http.index_engine import EngineOpener
from service.http.job_routes import IndexOperations
from service.http.serve import serving
from service.jobs.queue import JobQueue
from service.settings import ServiceSettings
from tests.archives import build
from tests.doubles import TermEmbedder
from tests.shipped_reader import shipped_reader

pytestmark = pytest.mark.slow

_KEY = "sixteen characters at least"
_EACH = 5
"""Requests generated for an operation."""
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
_ENDLESS = "/v1/index/jobs/{job_id}/events"
"""A stream that ends with its job."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with all that it can show, to which nobody comes without a key."""
    folder = tmp_path_factory.mktemp("generated")
    index = folder / "index"
    build(index, TermEmbedder())
    chosen = ServiceSettings(
        admin_key=_KEY,
        poll_seconds=0,
        anonymous=(),
        events_file=folder / "events.sqlite",
        query_log=folder / "queries.sqlite",
        alerts_file=folder / "alerts.sqlite",
    )
    opener = EngineOpener(index, chosen, IndexerSettings(), load=lambda _: TermEmbedder(), load_reader=shipped_reader)
    operations = IndexOperations(
        open_desk=lambda wake: JobQueue.open(index, chosen, IndexerSettings(), on_success=wake),
        go_back=lambda to: rollback(index, to),
    )
    with serving(create_app(opener, chosen, operations=operations)) as found:
        yield found


@pytest.mark.parametrize("key", [_KEY, ""], ids=["with a key", "without"])
def test_every_response_is_one_that_the_description_promises(address: str, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    described = schemathesis.openapi.from_url(f"{address}/openapi.json")
    seen: Counter[int] = Counter()
    failures: list[str] = []
    for found in described.get_all_operations():
        operation = found.ok()
        if operation.path == _ENDLESS:
            continue

        @settings(
            max_examples=_EACH,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            response = case.call(base_url=address, headers=headers)
            seen[response.status_code] += 1
            case.validate_response(response, checks=_CHECKS)

        try:
            ask()
        except FailureGroup as failure:
            failures.append(f"{operation.label}: {failure}")
    assert failures == []
    assert seen[401 if not key else 200] > _EACH
