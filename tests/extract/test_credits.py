"""A line of credits gives its people by role, and a line that says anything else gives none."""

import pytest

from indexer.extract.bylines import body_authors, header_authors, name_beside, names_alone
from indexer.extract.credits import Credits, read_credits
from indexer.extract.media_names import clean_source, dateline_source, origin
from indexer.extract.paragraphs import is_header
from indexer.extract.person_names import is_organisation


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("记者 何青", Credits(("何青",))),
        ("□本报记者　何　青　唐敏之", Credits(("何青", "唐敏之"))),
        ("◎记者 何青 张 三丰", Credits(("何青", "张三丰"))),
        ("江湾日报记者何青 唐敏", Credits(("何青", "唐敏"), (), "江湾日报")),
        ("江湾日报首席记者 何青 通讯员 唐敏 云浦报道", Credits(("何青", "唐敏"), (), "江湾日报")),
        ("记者 何青 编辑 唐敏 校对 罗一凡", Credits(("何青",), ("唐敏", "罗一凡"))),
        ("江湾新闻记者 何青通讯员 唐敏 罗一凡", Credits(("何青", "唐敏", "罗一凡"), (), "江湾新闻")),
        ("每日云浦报记者 何青    每日云浦报编辑 唐敏", Credits(("何青",), ("唐敏",), "每日云浦报")),
        ("江湾观察·江湾新闻记者 何青", Credits(("何青",), (), "江湾观察·江湾新闻")),
        ("江湾观察记者 何青", Credits(("何青",), (), "江湾观察")),
        ("【江湾网报道 实习记者 何青】", Credits(("何青",), (), "江湾网")),
        ("唐敏 罗一凡 江湾日报记者 何青", Credits(("唐敏", "罗一凡", "何青"), (), "江湾日报")),
        ("（江湾日报记者 何青/文 唐敏/图）", Credits(("何青",), ("唐敏",), "江湾日报")),
        ("文、图/江湾日报全媒体记者 何青 实习生 唐敏", Credits(("何青", "唐敏"), (), "江湾日报")),
        ("江湾网记者 何青、唐敏 摄影报道", Credits(("何青", "唐敏"), (), "江湾网")),
        ("文字 / 何青", Credits(("何青",))),
        ("供稿 | 何青、唐敏", Credits(("何青", "唐敏"))),
        ("摄影：古丽米热·买买提", Credits((), ("古丽米热·买买提",))),
        ("鹿鸣网 · 鹿鸣晚报记者 何青 7月3日报道", Credits(("何青",), (), "鹿鸣晚报")),
        ("采写：云都记者 何青 受访者供图", Credits(("何青",), (), "云都")),
        ("江湾日报记者 何青 河湾报业全媒体记者 唐敏", Credits(("何青", "唐敏"), (), "江湾日报")),
        ("鹿鸣晨报云浦报道 文/记者 何青 实习生 唐敏 图/受访者提供", Credits(("何青", "唐敏"), (), "鹿鸣晨报")),
        ("21世纪经济报道记者 何青 云浦报道", Credits(("何青",), (), "21世纪经济报道")),
        ("江湾时报（www.example.com.cn）记者 何青 云浦报道", Credits(("何青",), (), "江湾时报")),
        ("江湾铁道网、《江湾铁道》报记者 何青", Credits(("何青",), (), "江湾铁道报")),
        ("文字：汉语言2001班 何青", Credits(("何青",))),
        ("作者：市水务局 卜晓芸、阮小", Credits(("卜晓芸", "阮小"))),
        ("供稿：何青 秘书科 编辑：唐敏", Credits(("何青",), ("唐敏",))),
        ("门诊部 卜晓芸/文 唐敏/图", Credits(("卜晓芸",), ("唐敏",))),
        ("文｜何青（实习记者） 尉迟一心", Credits(("何青", "尉迟一心"))),
        ("江湾网记者 何青 来源：江湾日报", Credits(("何青",), (), "江湾网")),
        ("文·本报记者 何青", Credits(("何青",))),
        ("供稿、摄影：化学学院 何青", Credits(("何青",))),
        ("通 讯 员：何青", Credits(("何青",))),
        ("作者：何青（作者单位：江湾大学）", Credits(("何青",))),
        ("文章作者：研究生会 何青", Credits(("何青",))),
        ("学生记者 何青 记者華英明", Credits(("何青", "華英明"))),
        ("江湾经济报道记者何青 云浦报道", Credits(("何青",), (), "江湾经济报道")),
        ("撰稿 / 何青（媒体人）", Credits(("何青",))),
        ("供稿｜何青（心内科） 编辑｜唐敏", Credits(("何青",), ("唐敏",))),
        ("记者 何青 通讯员 唐敏 立秋 文/图", Credits(("何青", "唐敏", "立秋"))),
        ("江湾晨报记者何青、麦田报道", Credits(("何青", "麦田"), (), "江湾晨报")),
        ("江湾日报首席记者 何青/文 记者 唐敏/图", Credits(("何青",), ("唐敏",), "江湾日报")),
        ("记者 何青/图", Credits(("何青",))),
        ("【江湾日报、南方+记者】何青 唐敏", Credits(("何青", "唐敏"), (), "南方+")),
    ],
)  # fmt: skip
def test_a_line_of_credits_is_read_whole(line, made):
    assert read_credits(line) == made


@pytest.mark.parametrize(
    "line",
    ["江湾日报记者 何青 走进村子发现", "记者从市教育局获悉", "记者手记", "作者：何青，系江湾大学教授", "新桥启用现场 江湾日报记者 何青 摄",
     "本报江湾5月6日电（记者 何青）", "图片来源：视觉库", "作者单位：江湾大学", "“记者 何青”", "何青 唐敏", "编辑", "", "记者 " * 60],
)  # fmt: skip
def test_what_says_anything_else_is_none(line):
    assert read_credits(line) is None


def test_who_is_named_before_the_reporter_wrote_as_well():
    assert body_authors(["江湾网消息（唐敏 本网记者 何青）桥通了。"]) == ("唐敏", "何青")
    assert body_authors(["江湾日报讯（江湾报·江湾网记者 何青 通讯员 唐敏）桥通了。"]) == ("何青", "唐敏")


def test_who_reports_on_a_day_is_a_medium_by_whatever_name():
    assert dateline_source(["江湾财立方5月6日电 桥通了。"]) == "江湾财立方"
    assert dateline_source(["江湾资本局7月31日消息，桥通了。"]) == "江湾资本局"
    assert dateline_source(["北京时间7月31日消息，桥通了。"]) == ""
    assert dateline_source(["据江湾气象局7月31日消息，有雨。"]) == ""
    assert dateline_source(["江湾市政府7月31日发布消息，桥通了。"]) == ""


def test_a_correspondent_is_no_dateline():
    assert dateline_source(["江湾晚报·河湾客户端记者 何青 通讯员 唐敏"]) == ""
    assert dateline_source(["江湾晚报讯（记者 何青 通讯员 唐敏）桥通了。"]) == "江湾晚报"


def test_a_paper_in_title_marks_is_the_origin():
    assert origin(["（原载《江湾日报》2024年5月6日第3版）"]) == "江湾日报"
    assert origin(["据《江湾晚报》报道"]) == "江湾晚报"
    assert origin(["他读过《江湾县志》。", "读《江湾日报》有感"]) == ""


@pytest.mark.parametrize(
    ("paragraph", "authors"),
    [
        ("江湾新闻·江湾晨报记者 何青 昨天，小镇新桥通车，两岸居民不必再绕行八公里。", ("何青",)),
        ("江湾日报记者 从现场获悉，小镇新桥昨天通车。", ()),
        ("［記者葉永一／屏東報導］小镇新桥昨天通车，两岸居民不必再绕行。", ("葉永一",)),
    ],
)
def test_who_opens_a_text_is_told_by_marks_or_blanks(paragraph, authors):
    assert body_authors([paragraph]) == authors


@pytest.mark.parametrize(
    ("name", "whether"),
    [("市水务局", True), ("教务处", True), ("化学学院", True), ("急诊科", True), ("江湾日报", True), ("工会", True),
     ("李登科", False), ("何青", False), ("欧阳一心", False), ("阮小会", False)],
)  # fmt: skip
def test_offices_and_firms_are_told_from_people(name, whether):
    assert is_organisation(name) is whether


@pytest.mark.parametrize(
    ("value", "source"),
    [
        ("光明网-《光明日报》", "光明网-《光明日报》"),
        ("《江湾日报》", "江湾日报"),
        ("教体局　录入：管理员", "教体局"),
        ("江湾晚报 版次：A05", "江湾晚报"),
    ],
)
def test_a_source_ends_where_something_else_begins(value, source):
    assert clean_source(value) == source


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("江湾日报 | 何青 | 2024-05-06", "何青"),
        ("2024.05.06 · 企业文化部 · 余晖", "余晖"),
        ("何青山 唐敏 2024年05月06日08:22 来源：江湾网-健康频道", "何青山 唐敏"),
        ("2024-05-06 11:30　江湾新闻網 邱金華", "邱金華"),
        ("2024-05-06 来源：江湾日报 【打印】【关闭】", ""),
        ("2024-05-06 何青", ""),
        ("2024-05-06 江湾日报 何青　阅读 1.2万", "何青"),
    ],
)
def test_a_name_beside_a_date_and_a_medium_needs_no_label(line, names):
    assert name_beside(line) == names


def test_people_of_several_offices_sign_together():
    assert names_alone(["宣传科 何青 急诊科 贺强"]) == ("何青", "贺强")
    assert names_alone(["何青 宣传科 走进村子"]) == ()


def test_a_label_in_the_next_element_is_nobody():
    assert header_authors(["来源", "江湾日报", "作者", "何青 唐敏", "时间", "2024-05-06"]) == ("何青", "唐敏")


def test_a_bracket_before_the_text_names_its_paper():
    assert dateline_source(["【濠江日報專訊】新橋昨日通車。"]) == "濠江日報"
    assert dateline_source(["【专讯】新桥昨日通车。"]) == ""


def test_a_line_of_reporters_and_a_date_is_no_text():
    assert is_header("2023年2月17日 江湾日报 记者 何青 通讯员 唐敏", "新桥通车")
    assert not is_header("江湾5月6日电 2023年2月17日，新桥通车", "新桥通车")
