"""What a page or a problem says of its own address is a path of this service, whatever was asked for."""

import re

import pytest

from tests.http.raw import connected, received
from tests.http.test_serving import running
from tests.http.village import VillageEngine

LINKS = re.compile(r'(?:href|src|action)="([^"]*)"')


@pytest.fixture(scope="module")
def url():
    with running(VillageEngine(), demo_site=True) as found:
        yield found


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/x",
        "///evil.example/x",
        "/\\evil.example/x",
        "/%5Cevil.example/x",
        "/%2F/evil.example/x",
        "/%2f%2fevil.example/x",
        "//evil.example/articles/bridge?q=x",
        "http://evil.example/x",
        "http:evil.example",
        "javascript:alert(1)",
        "/articles//evil.example/x",
        "/demo//evil.example",
        "//evil.example/%22%3E%3Cscript%3Ealert(1)",
        "/%0A//evil.example",
        "/%09/evil.example",
        "*",
    ],
)
@pytest.mark.parametrize("host", ["localhost", "evil.example", "evil.example/a?b", "a@evil.example"])
def test_every_link_stays_here(url, target, host):
    head = f"GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
    with connected(url, 1, head.encode()) as [client]:
        answer = received(client).decode()
    assert answer.startswith(("HTTP/1.1 404 ", "HTTP/1.1 200 ", "HTTP/1.1 422 "))
    links = LINKS.findall(answer)
    assert links
    for link in links:
        assert re.match(r"/(?![/\\])|#", link), link
        assert not re.search(r"[\\\s<>]", link), link


def test_a_link_leads_to_the_same_page(url):
    head = "GET /articles/fair%2F1?cite=0-3 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with connected(url, 1, head.encode()) as [client]:
        assert 'href="/articles/fair%2F1?cite=0-3&amp;lang-ui=zh"' in received(client).decode()


def test_a_problem_names_the_path_that_was_asked_for(url):
    head = "GET //evil.example/%22 HTTP/1.1\r\nHost: x/y?z\r\nConnection: close\r\n\r\n"
    with connected(url, 1, head.encode()) as [client]:
        assert '"instance":"/%2Fevil.example/%22"' in received(client).decode()
