"""Alerts tell of new articles that hold their words, each once, whatever is published how often."""

import pytest

from indexer.core.errors import InputError
from service.alerts.matching import ids_of, look_through
from service.alerts.store import AlertStore
from service.results import Filters
from tests.alerts.conftest import create, opened

OLD = ("donation", "library")


def everything(_alert: object) -> Filters:
    return Filters()


def found(store: AlertStore, alert) -> list[str]:
    return [each.match.article_id for each in store.matches(alert.id, limit=100)]


@pytest.fixture
def after(archives):
    with opened(archives[1]) as engine:
        yield engine


def test_only_new_articles_that_hold_the_words_are_told(store, archives, after):
    flood, donation = create(store, "白鹭镇 暴雨", known=OLD), create(store, "柳河村 捐款")
    other, nothing = create(store, "library roof"), create(store, "月球基地发射")
    with opened(archives[0]) as before:
        assert look_through(before, store, everything) == 0
    assert look_through(after, store, everything) == 2
    assert sorted(found(store, flood)) == ["flood", "flood-again"]
    assert [found(store, each) for each in (donation, other, nothing)] == [[], [], []]
    (kept, _) = store.matches(flood.id, limit=2)
    assert kept.snapshot == after.manifest.name
    assert "暴雨" in kept.match.snippet


def test_each_is_told_once_also_after_a_rollback(store, archives, after):
    alert = create(store, "白鹭镇 暴雨", known=OLD)
    assert look_through(after, store, everything) == 2
    with opened(archives[0]) as before:
        assert look_through(before, store, everything) == 0
    assert look_through(after, store, everything) == 0
    assert len(found(store, alert)) == 2


@pytest.mark.parametrize(
    ("query", "filters", "articles"),
    [
        ("白鹭镇 暴雨", {"sources": ["江城晚报"]}, ["flood"]),
        ("白鹭镇 暴雨", {"languages": ["en"]}, []),
        ("白鹭镇 暴雨 -再降", {}, ["flood"]),
        ("白鹭镇 source:青禾日报", {}, ["flood-again"]),
        ("白鹭镇 before:2000", {}, []),
    ],
)
def test_filters_and_operators_narrow(store, after, query, filters, articles):
    alert = create(store, query, known=OLD, **filters)
    look_through(after, store, everything)
    assert found(store, alert) == articles


def test_what_its_owner_may_not_see_is_not_told_but_is_no_longer_new(store, after):
    alert, gone = create(store, "白鹭镇 暴雨", known=OLD), create(store, "白鹭镇")
    bounds = {alert.id: Filters(sources=("青禾日报",)), gone.id: None}
    look_through(after, store, lambda each: bounds[each.id])
    assert (found(store, alert), found(store, gone)) == (["flood-again"], [])
    assert look_through(after, store, everything) == 0


def test_an_alert_that_is_made_later_does_not_tell_of_what_was_there(store, after):
    first = create(store, "白鹭镇", known=OLD)
    store.delete(first.id)
    # Nobody looked while there was no alert.
    alert = create(store, "白鹭镇", known=tuple(ids_of(after)))
    assert look_through(after, store, everything) == 0
    assert found(store, alert) == []


def test_there_may_be_so_many_alerts_and_no_more(store, monkeypatch):
    monkeypatch.setattr("service.alerts.store.MOST_ALERTS", 2)
    for _ in range(2):
        create(store, "白鹭镇")
    with pytest.raises(InputError, match="2 alerts"):
        create(store, "白鹭镇")


def test_the_file_holds_secrets_and_is_for_nobody_else(store):
    create(store, "白鹭镇", webhook="https://desk.example/hook")
    assert store.file.stat().st_mode & 0o077 == 0
