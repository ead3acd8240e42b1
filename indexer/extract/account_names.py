"""Which few words may be what a medium, an account or a person is called, and which belong to the page's own interface."""

import re
from collections.abc import Sequence
from itertools import pairwise

from indexer.extract.boilerplate import is_furniture
from indexer.extract.dates import read_date
from indexer.extract.media_names import is_media, is_part_of_date
from indexer.extract.patterns import BADGES, DOUBLE_SURNAMES, LABELS, SECTIONS
from indexer.extract.person_names import is_organisation, is_surnamed
from indexer.text.characters import label_form
from indexer.text.normalize import normalize

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LONGEST_PERSON = 3
_TOLD_FROM = re.compile(r"(?:\w{0,4}|\w*记者\w*)(?:报道|报导)")
"""Where an article was told from: "上海报道"; media's names that end so are longer."""

_INTERFACE = re.compile(
    r".*(?:分享|微博|微信|QQ|空间|字号|字体|评论|跟贴|举报|收藏|人参与|参与|打印|阅读|浏览|点击|关注|登录|注册|首页|正文|责任|编辑|时间|日期|二维码|扫|客户端下载|易信"
    r"|更多|字数|赞同|修改|编辑于|已于|热度|上一[期版]|下一[期版]|出版|来源|作者|记者|超大|标准|放大|缩小|调整|订阅|下载|点赞|转发|复制|链接|返回|原创$|已认证|优质|官方账号|粉丝|更新|听|播放|导语|摘要).*|[\W\d_A+\-]*|大|中|小"
)


def is_of_interface(text: str) -> bool:
    """Whether a text is what a page shows beside its articles to be clicked, counted or read aloud: "分享到微博", "字号"."""
    return bool(_INTERFACE.fullmatch(text))


def is_name(text: str) -> bool:
    """Whether a few characters may be a person's name, with a rare surname too."""
    long = len(text) > _LONGEST_PERSON and "·" not in text and not text.startswith(DOUBLE_SURNAMES)
    return not long and is_surnamed(text) and not (is_organisation(text) or is_media(text))


def may_be_medium(text: str) -> bool:
    """Whether a few words may name a medium or an account: no section, label, part of a date, or place that somebody told from."""
    return (
        2 <= len(text) <= 20
        and not is_of_interface(text)
        and normalize(text) not in SECTIONS
        and label_form(text).casefold() not in LABELS
        and not is_furniture(text)
        and not is_part_of_date(text)
        and (is_media(text) or not _TOLD_FROM.fullmatch(normalize(text)))
        and not re.search(r"[，。：；？！>〉]", text)
    )


def badged(texts: Sequence[str]) -> str:
    """The name of an account that a platform's badge stands behind: "江湾发布" of "江湾发布", "政务号"; "" for none."""
    behind = (name for name, badge in pairwise(texts) if normalize(badge) in BADGES)
    return next((name for name in behind if is_account(name) and not is_name(name)), "")


def may_sign(text: str) -> bool:
    """Whether what stands in an author's element may be an account's name: "15:07 min" and "Report an error" are none."""
    return bool(_HAN.search(text)) or not re.search(r"\s|\d:\d", text)


def is_account(text: str) -> bool:
    """Whether a few words may be what an account is called."""
    return may_be_medium(text) and not read_date(text)
