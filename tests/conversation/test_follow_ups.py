"""A follow-up is understood as the question that it asks; what stands by itself is left as it is."""

import pytest

from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
from service.conversation.follow_up import in_full, ways
from service.conversation.history import understood
from service.conversation.turn import Turn
from service.query.operators import Query
from service.query.question_type import kinds_of, question_kinds
from tests.conversation.follow_ups import follow_ups
from tests.default_model import needs_default_model
from tests.doubles import TermEmbedder


@pytest.mark.parametrize(
    ("asked", "follow", "expected"),
    [
        ("红星村2020年收到多少捐款？", "2021年呢？", "红星村2021年收到多少捐款？"),
        ("How much did Holm raise in 2020?", "and in 2021?", "How much did Holm raise in 2021?"),
        ("Wie viel spendete Altheim im Jahr 2020?", "Und 2021?", "Wie viel spendete Altheim im Jahr 2021?"),
        ("Сколько стоил мост в Сосновке?", "А в Туле?", "Сколько стоил мост в Туле?"),
        ("桜川市は2020年にいくら寄付しましたか？", "2021年は？", "桜川市は2021年にいくら寄付しましたか？"),
        ("How much did Holm raise?", "and in 2021?", "How much did Holm raise in 2021?"),
        ("柳禾村收到多少捐款？", "谁带头捐的？", "柳禾村收到捐款：谁带头捐的？"),
        ("柳禾村收到多少捐款？", "那白鹭镇呢？", "白鹭镇收到多少捐款？"),
        ("白鹭镇收到多少捐款？", "石桥村呢？", "石桥村收到多少捐款？"),
        ("3号线有几站？", "2号线呢？", "2号线有几站？"),
        ("柏树坪的路有多长？", "有多宽？", "柏树坪的路：有多宽？"),
        ("东湖县2018年接待了多少游客？", "前一年呢？", "东湖县2017年接待了多少游客？"),
        (
            "How many visitors did Holm have in 2019?",
            "And the year before?",
            "How many visitors did Holm have in 2018?",
        ),
        ("How many visitors did Holm have in 2019?", "The following year?", "How many visitors did Holm have in 2020?"),
        ("How much did Holm raise in 2020?", "And when?", "When did Holm raise in 2020?"),
        ("When was the bridge in Holm opened?", "And when?", "When was the bridge in Holm opened?"),
        ("Wann wurde die Brücke in Altheim eröffnet?", "Und wann?", "Wann wurde die Brücke in Altheim eröffnet?"),
        ("青溪镇什么时候下的暴雨？", "那是什么时候？", "青溪镇什么时候下的暴雨？"),
        ("Где открыли музей часов?", "А где?", "Где открыли музей часов?"),
        ("How many masks did Holm send?", "In which month?", "In which month did Holm send masks?"),
        ("How many people were moved in Qingxi?", "Why?", "Why were people moved in Qingxi?"),
        ("When was the bridge in Holm opened?", "Where exactly?", "Where was the bridge in Holm opened?"),
        ("How much was raised in Holm?", "When?", "raised in Holm: when?"),
        ("Who paid for the bridge?", "When?", "paid for the bridge: when?"),
        ("Wann wurde die Brücke in Altheim eröffnet?", "Und warum?", "Warum wurde die Brücke in Altheim eröffnet?"),
        ("Wie viel spendete Altheim?", "Wofür?", "spendete Altheim: wofür?"),
        ("¿Cuánto costó el puente de Soria?", "y por que", "costó el puente de Soria: por que"),
        ("Сколько стоил мост в Сосновке?", "В каком году?", "стоил мост в Сосновке: В каком году?"),
        ("كم كلف بناء الجسر؟", "ومتى؟", "كلف بناء الجسر: ومتى"),
        ("柳禾村收到多少捐款？", "And when?", "柳禾村收到捐款：when?"),
        ("How much did Holm raise?", "什么时候？", "Holm raise: 什么时候？"),
        ("柳禾村收到多少捐款？", "然后呢？", "柳禾村收到捐款：然后呢？"),
        (
            "Combien de logements Dax a-t-elle construits en 2019 ?",
            "Et l'année suivante ?",
            "Combien de logements Dax a-t-elle construits en 2020 ?",
        ),
        ("铁路客运站春节发送了多少旅客？", "国庆呢？", "铁路客运站国庆发送了多少旅客？"),
        ("这一届运动会在哪里举行？", "下一届呢？", "下一届运动会在哪里举行？"),
        (
            "How many ferries sail from Kilmore at Easter?",
            "And at Christmas?",
            "How many ferries sail from Kilmore at Christmas?",
        ),
        ("How many goals did Holm score last season?", "this season?", "How many goals did Holm score this season?"),
        ("Wie viele Besucher kamen im Sommer?", "Und im Winter?", "Wie viele Besucher kamen im Winter?"),
        ("柳禾村收到多少捐款？", "春节呢？", "春节柳禾村收到多少捐款？"),
        ("北京杨洼闸有几个泄洪口被堵了？", "谁负责清理？", "北京杨洼闸有泄洪口被堵了：谁负责清理？"),
        ("云台县到松岭乡有多远？", "坐车要多久？", "云台县到松岭乡：坐车要多久？"),
        ("县图书馆哪天开门？", "是谁设计的？", "县图书馆开门：是谁设计的？"),
    ],
)
def test_times_names_and_what_is_asked_are_carried_by_rule_alone(asked, follow, expected):
    assert in_full(Turn(asked), follow, None) == expected


def test_a_history_is_understood_turn_by_turn():
    history = [Turn("红星村2020年收到多少捐款？"), Turn("2021年呢？")]
    assert understood(Query.read("那2022年呢？"), history, None).words == "红星村2022年收到多少捐款？"


def test_what_is_nearly_as_likely_is_told_beside_it_and_what_stands_out_is_alone():
    history = [Turn("柳禾村支书郭启明捐款多少？")]
    read = understood(Query.read("谭守义呢？"), history, None)
    assert read.otherwise
    assert read.words not in read.otherwise
    assert len({read.words, *read.otherwise}) == 1 + len(read.otherwise) <= 3
    assert understood(Query.read("2021年呢？"), [Turn("红星村2020年收到多少捐款？")], None).otherwise == ()


def test_a_follow_up_is_never_the_question_before_it():
    for before in ("柳禾村收到多少捐款？", "How many beds does the clinic have?"):
        for follow in ("捐款呢？", "and beds?"):
            assert before not in {each.question for each in ways(Turn(before), follow, None)}


def test_operators_bind_the_query_that_they_stand_in():
    history = [Turn("红星村2020年收到多少捐款？ source:甲报")]
    read = understood(Query.read("2021年呢？ source:乙报"), history, None)
    assert (read.words, [each.values for each in read.operators]) == ("红星村2021年收到多少捐款？", [("乙报",)])


def test_without_a_history_nothing_is_changed():
    query = Query.read("2021年呢？")
    assert understood(query, [], None) is query


class CountingEmbedder(TermEmbedder):
    """Counts the texts that it embeds."""

    embedded = 0

    def embed_queries(self, texts):
        self.embedded += len(texts)
        return super().embed_queries(texts)


def test_a_long_question_costs_no_more_than_thirty_two_comparisons():
    """All runs of it are over six hundred; ten turns of them took minutes."""
    embedder = CountingEmbedder()
    long = "How much " + " ".join(f"word{chr(97 + number % 26)}{number}" for number in range(160)) + "?"
    assert in_full(Turn(long), "and gloves?", embedder) != "and gloves?"
    assert 0 < embedder.embedded <= 33


@pytest.mark.slow
@pytest.mark.timeout(300)
@needs_default_model
@pytest.mark.parametrize(
    ("part", "least"),
    [
        ("tuned", 0.95),
        ("held", 0.9),
        ("later", 0.7),
        ("mended", 0.85),
        ("fresh", 0.5),
        ("bare", 0.95),
        ("bare unseen", 0.95),
    ],
)
def test_our_own_follow_ups_are_understood(part, least):
    """docs/conversations.md tells the shares."""
    embedder = load_embedder(IndexerSettings())
    rightly = [each.is_understood(embedder) for each in follow_ups(part)]
    assert len(rightly) >= 36
    assert sum(rightly) / len(rightly) >= least


@pytest.mark.slow
@pytest.mark.timeout(300)
@needs_default_model
def test_what_asks_alone_asks_for_the_same_kind_of_answer_in_full():
    """docs/conversations.md tells the shares."""
    embedder = load_embedder(IndexerSettings())
    rightly = [each.is_typed(embedder) for part in ("bare", "bare unseen") for each in follow_ups(part)]
    assert len(rightly) >= 190
    assert sum(rightly) / len(rightly) >= 0.88


def test_of_a_follow_up_put_behind_what_it_is_about_what_stands_behind_the_colon_says_what_it_asks_for():
    """The words alone take 多少元 for a count, whatever follows it; a time of day has a colon, too."""
    kinds = kinds_of("柳禾村捐款多少元：谁？", None, None)
    assert max(kinds, key=lambda name: kinds[name]) == "person"
    assert sum(kinds.values()) == pytest.approx(1.0)
    assert kinds_of("Who opened it at 12:30?", None, None) == question_kinds().of("Who opened it at 12:30?")
