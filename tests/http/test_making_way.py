"""The service's own work lets readers go first, and still ends."""

import threading
from time import monotonic

from service.http.making_way import MakingWay


def waited(way: MakingWay) -> float:
    begun = monotonic()
    way.wait()
    return monotonic() - begun


def test_where_nobody_asks_nothing_waits() -> None:
    assert waited(MakingWay(quiet=5, most=5)) < 1


def test_a_readers_question_is_waited_for_and_what_follows_soon() -> None:
    way = MakingWay(quiet=0.2, most=20)
    asking = way.reader()
    asking.__enter__()
    threading.Timer(0.3, lambda: asking.__exit__(None, None, None)).start()
    assert waited(way) >= 0.45


def test_in_a_crowd_it_goes_on_all_the_same() -> None:
    way = MakingWay(quiet=0.2, most=0.3)
    with way.reader():
        assert 0.25 <= waited(way) < 10
