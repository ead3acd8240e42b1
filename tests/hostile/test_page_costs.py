"""The largest page of each kind that is read at all costs a few seconds of CPU and 200 MB at most."""

import json
import subprocess
import sys

import pytest

from indexer.extract.markup_limits import MOST_TAGS

MEGABYTES = 200
SECONDS = 5
"""Twice what a page took on a core shared with others."""

# In a process of its own, whose memory nothing else has filled.
PROGRAM = """
import json, resource, sys, time
from indexer.core.article import Page, PageKind
from indexer.core.errors import PageError
from indexer.extract.article import extract_article

def read(text):
    try:
        return len(extract_article(Page("a.html", PageKind.HTML, text)).body)
    except PageError as error:
        return str(error.reason)

sentence, tags = "昨天，新桥通车，两岸居民不必再绕行八公里。", int(sys.argv[1])
pages = {
    "rows": "<table>" + "<tr><td>村<td>12<td>万元</tr>" * (tags // 5 - 1) + "</table>",
    "cells": "<table>" + ("<tr>" + "<td>1" * 500) * (tags // 501 - 1) + "</table>",
    "divisions": "<div>桥</div>" * (tags // 2),
    "links": "<a href=/1>桥</a>" * (tags // 2),
    "headings": "<h1>新桥通车</h1>" * (tags // 2 - 1) + sentence,
    "tags of the head": "<head>" + '<meta name="a" content="b">' * (tags - 10) + f"</head><p>{sentence * 10}",
    "sentences": f"<p>{sentence * 200_000}",
}
read(f"<p>{sentence * 10}")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
costs = {}
for kind, page in pages.items():
    begun = time.process_time()
    said = read(page)
    taken = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    costs[kind] = [time.process_time() - begun, taken, said]
print(json.dumps(costs))
"""


@pytest.mark.slow
def test_the_largest_pages_cost_little() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(MOST_TAGS)], capture_output=True, text=True, check=True)
    costs = json.loads(done.stdout)
    assert {kind: cost for kind, cost in costs.items() if cost[0] > SECONDS or cost[1] > MEGABYTES} == {}
    # Each was read: none is refused as too large.
    assert "too large" not in {cost[2] for cost in costs.values()}
    assert costs["sentences"][2] == len("昨天，新桥通车，两岸居民不必再绕行八公里。") * 200_000
