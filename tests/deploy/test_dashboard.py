"""Our dashboard by Grafana's own types: those of its Foundation SDK, which are generated from Grafana's schemas."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models import prometheus
from grafana_foundation_sdk.models.dashboard import Dashboard, Panel

BOARD = Path(__file__).resolve().parents[2] / "deploy" / "grafana" / "xunwen.json"
MODELS = "grafana_foundation_sdk.models."

Json = dict[str, object]


@pytest.fixture
def board() -> Json:
    register_default_plugins()
    found: Json = json.loads(BOARD.read_text(encoding="utf-8"))
    return found


def read(board: Json) -> tuple[Dashboard, Json]:
    """The dashboard as Grafana's types, and as they write it again."""
    loaded = Dashboard.from_json(board)
    return loaded, json.loads(json.dumps(loaded, cls=JSONEncoder))


def lost(ours: object, theirs: object, path: str = "") -> Iterator[str]:
    """Paths of what one has and the other lacks or has otherwise."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name, value in ours.items():
            yield from lost(value, theirs.get(name), f"{path}/{name}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for place, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from lost(one, other, f"{path}/{place}")
    elif ours != theirs:
        yield path


def test_grafana_s_types_take_all_of_it(board: Json) -> None:
    loaded, again = read(board)
    assert list(lost(board, again)) == []
    assert loaded.panels
    for panel in loaded.panels:
        assert isinstance(panel, Panel)
        # Options that no kind of panel knows would stay a dictionary.
        assert type(panel.options).__module__ == MODELS + panel.type_val
        assert panel.targets
        assert all(isinstance(query, prometheus.Dataquery) for query in panel.targets)


def test_what_grafana_has_no_name_for_is_seen(board: Json) -> None:
    """So that the test above can fail: a field and an option with a slip of the pen are not kept."""
    first = board["panels"][0]
    first["titel"] = first["title"]
    first["options"]["reduceOption"] = first["options"]["reduceOptions"]
    assert sorted(lost(board, read(board)[1])) == ["/panels/0/options/reduceOption", "/panels/0/titel"]
