"""Chat completions: quotes with their places, honest silence, streams; what can't be given is refused."""

import json

import httpx2
import openai
import pytest

from service.http.openai.requests import ChatRequest
from service.http.openai.responses import ChatCompletion
from tests.archives import DONATION
from tests.generate.conftest import model as model
from tests.generate.model_server import Reply
from tests.http.village import FAIR, VillageEngine
from tests.openai.conftest import user

QUESTION = "共有多少户人家？"
QUOTE = "共有八十户人家摆摊。"
SAID = f"八十户 [1]\n\n[1] 村里办起了丰收节 (山村周报, 2023-10-08) https://news.example/fair\n“{QUOTE}”"


def asked(client, messages=None, **more):
    return client.chat.completions.create(model="xunwen", messages=messages or user(QUESTION), **more)


def cited(message):
    """What each annotation cites, as the message has it and as the annotation itself says."""
    for annotation in message.annotations:
        citation = annotation.url_citation
        yield message.content[citation.start_index : citation.end_index], citation


def test_an_answer_is_its_quote_with_its_place(village):
    completion = asked(village)
    (choice,) = completion.choices
    assert (choice.finish_reason, choice.message.role, choice.message.content) == ("stop", "assistant", SAID)
    ((text, citation),) = cited(choice.message)
    assert text == SAID.partition("\n\n")[2]
    assert (citation.url, citation.title) == (FAIR.url, FAIR.title)
    assert citation.quote == QUOTE == FAIR.body[citation.start : citation.end]
    assert (citation.article_id, citation.source) == ("fair/1", "山村周报")
    assert (completion.model, completion.system_fingerprint) == ("xunwen", "village-1")
    assert (completion.usage.prompt_tokens, completion.usage.completion_tokens) == (len(QUESTION), len(SAID))
    assert completion.usage.total_tokens == len(QUESTION) + len(SAID)
    found = completion.xunwen
    assert (found["status"], found["answer"]["text"], found["degraded"]) == ("answered", "八十户", [])


def test_every_citation_stands_in_its_article(archive):
    for question in ("柳河村全村共捐款多少元？", "谁发现了海王星？ intitle:白鹭镇"):
        completion = asked(archive, user(question))
        citations = list(cited(completion.choices[0].message))
        assert citations
        for text, citation in citations:
            site = str(archive.base_url).removesuffix("/v1/")
            article = httpx2.get(f"{site}/v1/articles/{citation.article_id}").json()
            assert article["body"][citation.start : citation.end] == citation.quote
            assert citation.quote in text
            assert citation.title in text
            assert httpx2.get(citation.url).status_code == 200  # of this service, as the record has no address
    assert completion.xunwen["status"] == "abstained"


def test_silence_says_why_and_cites_what_comes_closest(village):
    completion = asked(village, user("新桥什么时候通车？"))
    message = completion.choices[0].message
    said, _, sources = message.content.partition("\n\n")
    assert said == "档案中没有句子直接回答这个问题。 下面是最接近的文章，请自行判断。"
    texts = [text for text, _ in cited(message)]
    assert sources == "\n\n".join(texts)
    assert [citation.article_id for _, citation in cited(message)] == ["bridge"]
    assert texts[0].endswith("“新桥在五月通车。”")
    found = completion.xunwen
    assert (found["status"], found["reason"], found["answer"]) == ("abstained", "no_evidence", None)


def test_silence_without_a_passage_is_said_too(village):
    message = asked(village, user("zzz?")).choices[0].message
    expected = "No sentence in the archive answers this directly. Say it in other words, or take off some conditions."
    assert (message.content, message.annotations) == (expected, [])


def test_the_last_message_of_the_user_asks(village):
    messages = [
        {"role": "system", "content": "Answer as a pirate."},
        {"role": "user", "content": "新桥什么时候通车？"},
        {"role": "assistant", "content": "五月。"},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
    ]
    assert asked(village, messages).choices[0].message.content == SAID
    request = ChatRequest.model_validate({"model": "xunwen", "messages": messages})
    found = request.asked()
    assert (found.question, found.earlier, found.place) == (QUESTION, ("新桥什么时候通车？",), 3)


def test_what_models_alone_have_use_for_changes_nothing(village):
    tool = {"type": "function", "function": {"name": "look_up", "parameters": {"type": "object", "properties": {}}}}
    completion = asked(
        village,
        temperature=0,
        max_tokens=5,
        seed=7,
        stop=["八"],
        tools=[tool],
        tool_choice="auto",
        user="me",
        n=1,
        response_format={"type": "text"},
        extra_body={"top_k": 40},
    )
    assert completion.choices[0].message.content == SAID


def test_filters_and_operators_reach_the_search(open_service):
    engine = VillageEngine()
    client = open_service(engine)
    own = {"filters": {"sources": ["山村周报"]}, "limit": 3, "mode": "dense", "as_of": "2024-01-01"}
    asked(client, user(f"{QUESTION} after:2023"), extra_body={"xunwen": own})
    assert (engine.asked["limit"], engine.asked["mode"], engine.as_of) == (3, "dense", "2024-01-01")
    filters = engine.asked["filters"]
    assert (filters.published_from, filters.also.sources if filters.also else filters.sources) == (
        "2023-01-01",
        ("山村周报",),
    )


def chunks_of(client, **more):
    with asked(client, stream=True, **more) as stream:
        return list(stream)


def test_a_stream_is_the_same_message_in_pieces(village):
    chunks = chunks_of(village, stream_options={"include_usage": True})
    *pieces, usage = chunks
    deltas = [chunk.choices[0].delta for chunk in pieces]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == SAID
    (annotations,) = [delta.annotations for delta in deltas if getattr(delta, "annotations", None)]
    whole = asked(village).choices[0].message
    assert annotations == [each.model_dump() for each in whole.annotations]
    assert [chunk.choices[0].finish_reason for chunk in pieces] == [None] * (len(pieces) - 1) + ["stop"]
    assert pieces[-1].xunwen["status"] == "answered"
    assert (usage.choices, usage.usage.completion_tokens) == ([], len(SAID))
    assert len({chunk.id for chunk in chunks}) == 1
    assert all(chunk.usage is None for chunk in chunks_of(village))


def test_the_clients_own_helper_puts_a_stream_together(village):
    with village.chat.completions.stream(model="xunwen", messages=user(QUESTION)) as stream:
        stream.until_done()
        assert stream.get_final_completion().choices[0].message.content == SAID


def test_no_proxy_holds_a_stream_back(village):
    body = {"model": "xunwen", "messages": user(QUESTION), "stream": True}
    with httpx2.stream("POST", f"{village.base_url}chat/completions", json=body) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert (response.headers["x-accel-buffering"], response.headers["cache-control"]) == ("no", "no-cache")
        assert "content-encoding" not in response.headers
        events = [each for each in response.read().decode().split("\n\n") if each]
    assert {event.partition(" ")[0] for event in events} == {"data:"}
    assert events[-1] == "data: [DONE]"
    assert "usage" not in json.loads(events[0].removeprefix("data: "))


def test_heartbeats_are_no_news_to_the_client(open_service, model):
    model.replies = [Reply("全村共捐款32000元。[[1|全村共捐款三万二千元]]", stalls=True)]
    client = open_service(
        archive=True,
        llm_url=model.url,
        llm_model="tiny",
        llm_seconds=0.6,
        llm_silence_seconds=0.5,
        heartbeat_seconds=0.05,
    )
    chunks = chunks_of(client, messages=user("柳河村全村共捐款多少元？"), extra_body={"xunwen": {"generate": True}})
    assert chunks[-1].xunwen["generated"] in {"partial", "failed"}
    assert any(each.startswith("generation") for each in chunks[-1].xunwen["degraded"])


@pytest.mark.parametrize("streamed", [False, True])
def test_what_a_model_writes_is_the_message_where_it_was_verified(open_service, model, streamed):
    model.replies = [
        Reply("全村共捐款32000元。[[1|全村共捐款三万二千元]]全村共捐款九百万元。[[1|全村共捐款三万二千元]]")
    ]
    client = open_service(archive=True, llm_url=model.url, llm_model="tiny")
    more = {"messages": user("柳河村全村共捐款多少元？"), "extra_body": {"xunwen": {"generate": True}}}
    if streamed:
        chunks = chunks_of(client, **more)
        content = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        found = chunks[-1].xunwen
    else:
        completion = asked(client, **more)
        content, found = completion.choices[0].message.content, completion.xunwen
    assert content.startswith(
        f"全村共捐款32000元。 [1]\n\n[1] {DONATION['title']} (青禾日报, 2021-03-05) http://127.0.0.1:"
    )
    assert "九百万" not in content
    assert found["generated"] == "written"


def test_without_a_model_to_write_the_quote_answers(village):
    completion = asked(village, extra_body={"xunwen": {"generate": True}})
    assert completion.choices[0].message.content == SAID
    assert completion.xunwen["generated"] == "failed"
    assert [each.partition(":")[0] for each in completion.xunwen["degraded"]] == ["generation"]


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"n": 2}, "n"),
        ({"response_format": {"type": "json_object"}}, "response_format.type"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"logprobs": True}, "logprobs"),
        ({"messages": [{"role": "assistant", "content": "Hello."}]}, "messages"),
        ({"messages": user(" ")}, "messages.0.content"),
        ({"messages": user("户" * 1001)}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages.0.content"),
        ({"extra_body": {"xunwen": {"filter": {}}}}, "xunwen.filter"),
        ({"extra_body": {"xunwen": {"limit": 101}}}, "xunwen.limit"),
        ({"extra_body": {"filters": {"sources": ["山村周报"]}}}, None),
    ],
)
def test_what_cannot_be_given_is_refused(village, more, param):
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        asked(village, **more)
    error = caught.value
    assert (error.type, error.code, error.param) == ("invalid_request_error", "invalid", param)
    assert error.request_id == error.response.headers["x-request-id"]
    assert error.body["message"]


def test_the_examples_are_true():
    from service.http.openai.examples import CHAT, CHAT_REQUESTS

    assert ChatCompletion.model_validate(CHAT).model_dump(mode="json") == CHAT
    for example in CHAT_REQUESTS.values():
        ChatRequest.model_validate(example["value"])
    (annotation,) = CHAT["choices"][0]["message"]["annotations"]
    citation, content = annotation["url_citation"], CHAT["choices"][0]["message"]["content"]
    assert content[citation["start_index"] : citation["end_index"]].endswith(f"“{citation['quote']}”")
