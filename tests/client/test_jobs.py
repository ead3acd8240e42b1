"""Jobs from Python: handed in, waited for, and answered from."""

import pytest

from tests.archives import LIBRARY
from tests.http.test_jobs_routes import KEY, archive, index, make_app  # noqa: F401  fixtures
from tests.http.test_serving import running_app
from xunwen.client import Client


@pytest.mark.slow
def test_jobs_are_handed_in_waited_for_and_answered_from(make_app, archive):  # noqa: F811
    with running_app(make_app()) as url, Client(url, key=KEY) as client:
        handed = client.upload([LIBRARY], key="once")
        assert client.upload([LIBRARY], key="once").id == handed.id
        ended = client.wait(handed.id, timeout=60)
        assert (ended.state, ended.counts["articles"]) == ("succeeded", 2)
        second = client.wait(client.index(str(archive)).id, timeout=60)
        assert second.snapshot != ended.snapshot
        assert [job.id for job in client.jobs(limit=2)] == [second.id, ended.id]
        assert client.cancel(second.id).state == "succeeded"
