"""Jobs from Python: handed in, waited for and called off."""

import pytest

from service.http.serve import serving
from tests.archives import LIBRARY
from tests.http.test_jobs_routes import KEY, archive, index, make_app  # noqa: F401  fixtures
from xunwen.client import Client


@pytest.mark.slow
def test_jobs_are_handed_in_waited_for_and_called_off(make_app, archive):  # noqa: F811
    with serving(make_app()) as url, Client(url, key=KEY) as client:
        handed = client.upload([LIBRARY], key="once")
        assert client.upload([LIBRARY], key="once").id == handed.id
        ended = client.wait(handed.id, timeout=60)
        assert (ended.state, ended.counts["articles"]) == ("succeeded", 2)
        second = client.index(str(archive))
        assert [job.id for job in client.jobs(limit=2)] == [second.id, ended.id]
        client.cancel(second.id)
        assert client.wait(second.id, timeout=60).ended
