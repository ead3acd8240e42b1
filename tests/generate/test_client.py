"""A model's server as it is in life: it streams, stalls, breaks, is busy, is down. The caller always gets a result."""

import time

import pytest

from service.generate.generated import GenerationStatus
from service.generate.writer import Failure
from tests.generate.articles import LIBRARY, VILLAGE, hits
from tests.generate.model_server import Reply, event

TRUE = "全村共捐款三万多元。[[1|全村共捐款三万多元]]"
MORE = "款项用于修缮村小学的屋顶。[[1|款项用于修缮村小学的屋顶]]"


def test_a_streamed_answer_is_read_whole_and_told_sentence_by_sentence(ask, model):
    told = []
    generated = ask(f"{TRUE}\n{MORE}", told=told)
    assert [each.text for each in generated.statements] == ["全村共捐款三万多元。", "款项用于修缮村小学的屋顶。"]
    assert (generated.status, generated.removed, generated.detail) == (GenerationStatus.WRITTEN, (), "")
    assert generated.text == "全村共捐款三万多元。款项用于修缮村小学的屋顶。"
    assert told == list(generated.statements)
    assert (model.requests[0]["model"], model.requests[0]["stream"], model.requests[0]["temperature"]) == (
        "tiny",
        True,
        0,
    )


def test_the_key_is_sent_as_a_bearer_token(ask, model):
    ask(TRUE, llm_api_key="secret")
    assert model.headers[0]["authorization"] == "Bearer secret"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(ask, model, status):
    generated = ask(Reply(status=status, headers={"Retry-After": "0.01"}), TRUE)
    assert generated.status is GenerationStatus.WRITTEN
    assert len(model.requests) == 2


def test_a_server_that_stays_busy_is_given_up_after_the_retries(ask, model):
    generated = ask(Reply(status=503, headers={"Retry-After": "0.01"}), llm_retries=1)
    assert (generated.status, generated.detail) == (GenerationStatus.FAILED, Failure.BUSY)
    assert len(model.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_refusal_is_final(ask, model, status):
    generated = ask(Reply(status=status))
    assert (generated.status, generated.detail, len(model.requests)) == (GenerationStatus.FAILED, Failure.REFUSED, 1)


def test_a_server_that_repeats_the_key_does_not_get_it_into_the_log(ask, caplog):
    error = b'data: {"error": {"message": "Incorrect API key provided: open-sesame"}}\n\n'
    ask(Reply(raw=(error,)), llm_api_key="open-sesame")
    assert "Incorrect API key provided" in caplog.text
    assert "open-sesame" not in caplog.text


def test_a_server_that_is_down_is_told(ask, model):
    model.shutdown()
    model.server_close()
    generated = ask(TRUE, llm_retries=0)
    assert (generated.status, generated.detail) == (GenerationStatus.FAILED, Failure.UNREACHABLE)


def test_what_was_verified_before_the_connection_died_is_kept(ask):
    generated = ask(Reply(f"{TRUE}\n{MORE[:9]}", dies=True))
    assert (generated.status, generated.detail) == (GenerationStatus.PARTIAL, Failure.BROKE_OFF)
    assert [each.text for each in generated.statements] == ["全村共捐款三万多元。"]


def test_an_end_without_a_word_is_a_break(ask):
    generated = ask(Reply(f"{TRUE}\n{MORE}", finish=None))
    assert (generated.status, generated.detail) == (GenerationStatus.PARTIAL, Failure.BROKE_OFF)


def test_silence_in_an_answer_has_an_end(ask, model):
    began = time.perf_counter()
    generated = ask(Reply(f"{TRUE}\n后", stalls=True), llm_silence_seconds=0.3)
    assert (generated.status, generated.detail) == (GenerationStatus.PARTIAL, Failure.TOO_SLOW)
    assert time.perf_counter() - began < 5
    assert model.left.wait(5)


def test_an_answer_that_never_ends_is_left(ask, model):
    """It may say little things for ever, so that no silence is too long: all of it has a limit too."""
    generated = ask(Reply("  ", repeats=True), seconds=0.5)
    assert (generated.status, generated.detail) in {
        (GenerationStatus.FAILED, Failure.TOO_SLOW),
        (GenerationStatus.NOTHING, "The model found no answer in the passages."),
    }
    assert model.left.wait(5)


def test_a_model_that_repeats_itself_is_stopped_and_heard_once(ask, model):
    generated = ask(Reply(f"{TRUE}\n", repeats=True))
    assert [each.text for each in generated.statements] == ["全村共捐款三万多元。"]
    assert model.left.wait(5)


def test_an_answer_cut_at_its_longest_is_partial(ask):
    generated = ask(Reply(f"{TRUE}\n{MORE[:9]}", finish="length"))
    assert (generated.status, generated.detail) == (GenerationStatus.PARTIAL, Failure.CUT_SHORT)


@pytest.mark.parametrize(
    ("raw", "failure"),
    [
        ((b"data: {broken\n\n",), Failure.UNREADABLE),
        ((b"data: 17\n\n",), Failure.UNREADABLE),
        ((b'data: {"choices": "no"}\n\n',), Failure.UNREADABLE),
        ((b'data: {"choices": [{"index": 0}]}\n\n',), Failure.UNREADABLE),
        (
            (b'data: {"choices": [{"index": 0, "delta": {"content": 7}, "finish_reason": "stop"}]}\n\n',),
            Failure.UNREADABLE,
        ),
        ((b'data: {"error": {"message": "out of memory"}}\n\n',), Failure.BROKE_OFF),
        ((b"data: \xff\xfe\n\n",), Failure.UNREADABLE),
        ((b'data: {"choices": []}\n\n', event({"content": None})), Failure.BROKE_OFF),
    ],
    ids=["json", "number", "choices", "no delta", "content", "error", "bytes", "nothing"],
)
def test_what_is_not_the_protocol_is_told(ask, raw, failure):
    generated = ask(Reply(raw=raw))
    assert (generated.status, generated.detail) == (GenerationStatus.FAILED, failure)


def test_without_passages_the_model_is_not_asked(ask, model):
    generated = ask(TRUE, found=())
    assert (generated.status, generated.detail) == (
        GenerationStatus.NOTHING,
        "There are no passages to write from.",
    )
    assert model.requests == []


def test_what_a_model_is_shown_names_each_passage(ask, model):
    ask("NONE", found=hits(VILLAGE, LIBRARY))
    assert " passage 1: 柳河村党员带头捐款 · 青禾日报 · 2021-03-05\n三月五日，柳河村党支部发出倡议。" in model.prompt
    assert " passage 2: Harbour library reopens after two years · Harbour Gazette · 2022-01-10\n" in model.prompt
    assert "Question: 全村捐了多少钱？" in model.prompt
