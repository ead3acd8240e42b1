"""A title for an article that comes without one, made of its own first words."""

import re

from indexer.text.characters import shortened

_LABEL = re.compile(r"[（(【\[]?\s*原标题\s*[:：]\s*")
_ORIGINAL = re.compile(rf"{_LABEL.pattern}(.{{4,120}}?)\s*[）)】\]]?")
_SENTENCE_END = re.compile(r"(?<=[。！？!?])|(?<=[^\W\d_]{2}[.])\s")
_LONGEST, _READ = 60, 400
_NEAR, _LONGEST_LINE = 3, 200
"""Lines at either end of a text that may name its original title, and their characters."""

_SHORTEST = 6
"""Characters that are left of a sentence without its dateline, or it keeps it."""
_TEXT_BEGINS = re.compile(
    r"(?<![于在自从至到截由为的、，《“])(?:\d{4}年)?\d{1,2}月\d{1,2}日(?=[，,电電讯訊消（(\d]|上午|下午|[凌清]晨|傍?晚)"
    r"|截至\d|[近日]日[，,]|【[^】]{2,40}】"
)
"""Where the text follows an original title without a line's end: at a day, or a dateline in brackets."""
_REPEATED = 8
"""Characters that a text repeats of its original title, where it begins with it."""
_WORDS = r"[^\s，。；：:“”！？（(【]"
_CREDITED = r"[（(][^）)]{0,12}(?:记者|通讯员|编辑|实习)[^）)]{0,60}[）)]"
_NAMED = r"[（(][^）)]{1,40}[）)]"
_LEADS = tuple(
    re.compile(each)
    for each in (
        r"【[^】]{0,24}(?:讯|报道|记者[^】]{0,24})】(?:\s*" + _NAMED + ")?",
        rf"{_WORDS}{{1,24}}\d{{1,2}}日(?:[电電]|讯|訊|消息)(?:\s*[:：]|\s*{_NAMED}|(?=\s|据))",
        rf"{_WORDS}{{1,12}}(?:{_NAMED})?[讯訊]\s*{_CREDITED}",
        rf"(?:本报|{_WORDS}{{1,10}}[网網报報社台])[讯訊](?=\s)",
        rf"据{_WORDS}{{1,12}}[电電]\s",
        r"据[^，。；：]{2,24}(?:消息|报道)\s*[，：:]",
        rf"{_WORDS}{{1,16}}(?:网|報|报|社|台|公众号|客户端|新闻)(?:消息|报道)\s*[，：:]",
        rf"(?:\d{{1,2}}月\d{{1,2}}日，\s*)?{_WORDS}{{0,12}}记者[^，。；：从]{{0,12}}从[^，。；：]{{2,40}}?(?:获悉|了解到)，?",
        rf"{_WORDS}{{2,12}}获悉，",
        rf"{_WORDS}{{0,12}}记者\s[^，。；：“”]{{1,40}}?报道(?=[\s\d\u4e00-\u9fff])",
    )
)
"""What a newsroom writes before the text: who reports, from where and when, and from whom it has it."""
_MOST_LEADS = 4


def own_title(body: str) -> str:
    r"""A title for an article without one: the original one that its text names, else its first sentence, bounded.

    What a newsroom puts before the first sentence is no part of it: a reader of a list wants to know what happened.

    >>> own_title("柳河村修好了桥。\n两岸居民不必再绕行。")
    '柳河村修好了桥'
    >>> own_title("江湾日报讯（记者 何青）8月9日，柳河村修好了桥。")
    '8月9日，柳河村修好了桥'
    """
    lines = body.split("\n", 3)[:3]
    if original := original_title(body):
        return original
    first = lines[0][:_READ].strip()
    if label := _LABEL.match(first):
        return _told(_before_text(first[label.end() :]))
    return _told(_without_leads(first))


def original_title(body: str) -> str:
    """The title that a line at either end of a text names as the original one: "（原标题：柳河新桥通车）"; "" where none does."""
    lines = body.split("\n")
    near = [*lines[:_NEAR], *lines[_NEAR:][-_NEAR:]] if len(lines) > 1 else []
    found = (_ORIGINAL.fullmatch(line.strip()) for line in near if len(line) <= _LONGEST_LINE)
    return next((each[1].strip("《》") for each in found if each), "")


def _before_text(text: str) -> str:
    """An original title that runs on into its text, up to where that seems to begin."""
    again = text.find(text[:_REPEATED], _REPEATED)
    begins = _TEXT_BEGINS.search(text, _SHORTEST)
    ends = [again, begins.start() if begins else -1]
    return text[: min((end for end in ends if end > 0), default=len(text))].strip()


def _without_leads(text: str) -> str:
    """The first sentence and what follows without what a newsroom puts before it, if that leaves a sentence."""
    left = text
    for _ in range(_MOST_LEADS):
        lead = next((found for each in _LEADS if (found := each.match(left))), None)
        if lead is None:
            break
        left = left[lead.end() :].lstrip(" \u3000，,：:")
    return left if len(_first_sentence(left)) >= _SHORTEST else text


def _first_sentence(text: str) -> str:
    return _SENTENCE_END.split(text)[0].strip()


def _told(text: str) -> str:
    """Its first sentence as a title: bounded, and without the full stop that titles don't have."""
    return shortened(re.sub(r"(?<=\w)[。.]$", "", _first_sentence(text)), _LONGEST)
