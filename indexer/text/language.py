"""Which language a text is in; the only module that imports py3langid.

Scripts decide first, because they are certain and cheap: kana is Japanese, hangul Korean, and so on. Only
Latin-script text, and scripts that several languages share, are put to py3langid.
"""

import re

import py3langid

_SAMPLE = 4000
_SCRIPTS = {
    "han": re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]"),
    "kana": re.compile(r"[\u3041-\u30ff]"),
    "hangul": re.compile(r"[\uac00-\ud7af]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "hebrew": re.compile(r"[\u0590-\u05ff]"),
    "greek": re.compile(r"[\u0370-\u03ff]"),
    "thai": re.compile(r"[\u0e00-\u0e7f]"),
    "devanagari": re.compile(r"[\u0900-\u097f]"),
}
_CERTAIN = {"hangul": "ko", "kana": "ja", "hebrew": "he", "greek": "el", "thai": "th"}
# What py3langid may answer for each shared script: a wrong script would be a wrong answer for certain.
_SHARED = {
    "latin": "en es fr de pt it vi id ms tr nl pl ro sv cs hu fi da nb tl sw",
    "cyrillic": "ru uk bg sr kk mn be mk ky",
    "arabic": "ar fa ur ps ug",
    "devanagari": "hi mr ne",
}
_SURE_LETTERS = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
# Frequent characters that exist in one of the two ways of writing Chinese only.
_TRADITIONAL = frozenset(
    "這個們來時國會說對發學經過還後點開關長門問間東車見現為與從進電話書買賣當應實體義務樣讓給幾麼嗎處"
)
_SIMPLIFIED = frozenset(
    "这个们来时国会说对发学经过还后点开关长门问间东车见现为与从进电话书买卖当应实体义务样让给几么吗处"
)


def detect_language(text: str) -> str:
    """A BCP 47 tag: "zh", "zh-Hant" for Traditional Chinese, "en", "ru"; empty for text without letters.

    The first 4,000 characters are read. The answer depends on the text alone.
    """
    sample = text[:_SAMPLE]
    counts = {script: len(pattern.findall(sample)) for script, pattern in _SCRIPTS.items()}
    # A Chinese character says about what two and a half Latin letters say: "iPhone 发布" is Chinese.
    counts["han"] = counts["han"] * 5 // 2
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return ""
    if counts["kana"] * 8 > counts["han"] and counts["kana"] > counts["latin"]:
        return "ja"
    if script == "han":
        return _chinese(sample)
    if script in _CERTAIN:
        return _CERTAIN[script]
    if script == "latin" and len(_SURE_LETTERS.findall(sample)) * 25 > counts["latin"]:
        return "vi"
    return _shared_script(sample, script)


def mostly_han(text: str) -> bool:
    """Whether at least a fifth of a text's first characters are Chinese: then its sentences are."""
    sample = text[:_SAMPLE]
    return len(_SCRIPTS["han"].findall(sample)) * 5 >= len(sample) > 0


def _chinese(sample: str) -> str:
    traditional = sum(c in _TRADITIONAL and c not in _SIMPLIFIED for c in sample)
    simplified = sum(c in _SIMPLIFIED and c not in _TRADITIONAL for c in sample)
    return "zh-Hant" if traditional > simplified else "zh"


def _shared_script(sample: str, script: str) -> str:
    likely = _SHARED[script].split()
    return next((str(tag) for tag, _ in py3langid.rank(sample) if tag in likely), "")
