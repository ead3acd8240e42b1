"""Which characters, and how many, a title, a field or a body may hold; cleaned before anything is quoted.

Nothing is normalised beyond that: a body is quoted to the character, so full-width and half-width forms,
quotation marks and Traditional characters stay as the page has them.

A body is kept whole. Titles, names and keywords that are longer are cut, as their beginning still says what they are; a cut
address would lead elsewhere, so one that is too long is left out, and a cut id could be another article's, so it is hashed.
"""

import re
import unicodedata
from dataclasses import replace

from indexer.core.article import Article
from indexer.text.normalize import JOINERS

_NEWLINES = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
# Controls, soft hyphen, zero-width space, word joiner, direction marks, byte order mark, noncharacters, lone surrogates:
# none of them is a part of a word, and pages use them as watermarks.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\uffff\ud800-\udfff]"
)
# Joiners and variation selectors are how a word is written (می‌خواهیم) and an emoji is drawn (👨‍👩‍👧, ❤️), so they stay where
# they can be that. A joiner at the beginning, after a blank, a figure, a sign of ASCII, a Chinese or a Japanese character,
# or after another one joins nothing: Chinese pages use it as a watermark.
_JOINS_NOTHING = r"\s!-@\[-`{-~\u200c\u200d\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_STRAY = re.compile(rf"(?<![^{_JOINS_NOTHING}])[\u200c\u200d]++|(?<![^\s\u200c\u200d\ufe00-\ufe0f])[\ufe00-\ufe0f]++")
_JOINS = re.compile("[\u200c\u200d\ufe00-\ufe0f]")
_UNSEEN_BUT_PRINTABLE = re.compile("[\u034f\u115f\u1160\ufe00-\ufe0f\ufff9-\uffff]")
_SPACES = re.compile(r"[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")

_MOST_COMPARED = 1000
_MOST_MARKS = 20

# Characters of the labels that this room looks for, Traditional to Simplified, one for one.
_LABELS = str.maketrans(
    "責編輯來閱讀報導聞訊電關鍵詞標籤聲權載請註點擊進開啟專題評論記實習時間發佈類號審對圖視頻設計訪執筆轉",
    "责编辑来阅读报导闻讯电关键词标签声权载请注点击进开启专题评论记实习时间发布类号审对图视频设计访执笔转",
)

_TRADITIONAL_LABEL = re.compile(f"[{''.join(map(chr, _LABELS))}]")


def clean_characters(text: str) -> str:
    r"""Drop what cannot be seen and write every line break as "\n"; visible text is untouched, and so is what joins it."""
    if text.isprintable() and not _UNSEEN_BUT_PRINTABLE.search(text):
        return text  # as most texts: nothing to drop
    visible = _INVISIBLE.sub("", _NEWLINES.sub("\n", text))
    # To look for what joins nothing takes ten times as long as to see that nothing joins.
    return _STRAY.sub("", visible) if _JOINS.search(visible) else visible


def one_line(text: str) -> str:
    """Trim, and write any run of white space as one space: for titles, names and HTML paragraphs."""
    return _SPACES.sub(" ", clean_characters(text).replace("\n", " ")).strip()


def spaced(text: str) -> str:
    """As `one_line`, of a text whose characters are clean already: those of a parsed page."""
    return " ".join(text.split())


def without_space(text: str) -> str:
    """Drop all white space: what is left is compared, never shown."""
    return "".join(text.split())


def label_form(text: str) -> str:
    """`text` with Traditional characters of labels written as Simplified; as long as before, for matching only."""
    # To translate a line takes ten times as long as to see that it holds no such character.
    return text.translate(_LABELS) if _TRADITIONAL_LABEL.search(text) else text


def match_form(text: str) -> str:
    """Only letters and digits, width and case folded: two titles are the same when these are equal.

    Of a text that is longer than any title, its beginning: to put many combining marks in order takes the square of their
    number.
    """
    return "".join(c for c in unicodedata.normalize("NFKC", text[:_MOST_COMPARED]).casefold() if c.isalnum())


def shortened(text: str, most: int) -> str:
    """The text, or the beginning of one that is longer than so many characters, cut between two letters, and "…".

    >>> shortened("柳河村党员带头捐款", 5)
    '柳河村党…'
    """
    if len(text) <= most:
        return text
    end = most - 1
    # Not between a letter and its marks, nor within an emoji; a text of marks alone is cut anywhere.
    while end > most - _MOST_MARKS and (_continues(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return text[:end].rstrip() + "…"


def _continues(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Me", "Sk") or character in JOINERS


TITLE = 500
NAME = 100
"""A source, an author, an editor."""
NAMES = 20
KEYWORD = 40
"""What is longer is a sentence."""
KEYWORDS = 50
URL = 2048
ID = 200


def line_lengths(article: Article) -> Article:
    """The same article with what stands beside its body cut to these lengths."""
    if (
        len(article.title) <= TITLE
        and len(article.url) <= URL
        and len(article.source) <= NAME
        and len(article.authors) <= NAMES
        and len(article.editor) <= NAME
        and len(article.image) <= URL
        and len(article.keywords) <= KEYWORDS
        and max(map(len, article.authors), default=0) <= NAME
        and max(map(len, article.keywords), default=0) <= KEYWORD
    ):
        return article
    return replace(
        article,
        title=shortened(article.title, TITLE),
        url=article.url if len(article.url) <= URL else "",
        source=shortened(article.source, NAME),
        authors=tuple(shortened(name, NAME) for name in article.authors[:NAMES]),
        editor=shortened(article.editor, NAME),
        image=article.image if len(article.image) <= URL else "",
        keywords=tuple(word for word in article.keywords if len(word) <= KEYWORD)[:KEYWORDS],
    )
