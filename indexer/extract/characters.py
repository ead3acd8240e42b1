"""Which characters a title or body may hold; it alone decides what is dropped before anything is quoted.

Nothing is normalised beyond that: a body is quoted to the character, so full-width and half-width forms,
quotation marks and Traditional characters stay as the page has them.
"""

import re
import unicodedata

_NEWLINES = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
# Controls, soft hyphen, zero-width, direction marks, byte order mark, noncharacters, lone surrogates. The
# zero-width joiner and non-joiner go too: Chinese pages use them as watermarks, and no other text here needs them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")

# Characters of the labels that this room looks for, Traditional to Simplified, one for one.
_LABELS = str.maketrans(
    "責編輯來閱讀報導聞訊電關鍵詞標籤聲權載請註點擊進開啟專題評論記實習時間發佈類號",
    "责编辑来阅读报导闻讯电关键词标签声权载请注点击进开启专题评论记实习时间发布类号",
)


def clean_characters(text: str) -> str:
    r"""Drop what cannot be seen and write every line break as "\n"; visible text is untouched."""
    return _INVISIBLE.sub("", _NEWLINES.sub("\n", text))


def one_line(text: str) -> str:
    """Trim, and write any run of white space as one space: for titles, names and HTML paragraphs."""
    return _SPACES.sub(" ", clean_characters(text).replace("\n", " ")).strip()


def without_space(text: str) -> str:
    """Drop all white space: what is left is compared, never shown."""
    return "".join(text.split())


def label_form(text: str) -> str:
    """`text` with Traditional characters of labels written as Simplified; as long as before, for matching only."""
    return text.translate(_LABELS)


def match_form(text: str) -> str:
    """Only letters and digits, width and case folded: two titles are the same when these are equal."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
