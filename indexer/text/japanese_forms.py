"""Japanese forms of Chinese characters: 広島 is 广岛, 渡辺 is 渡边, 髙橋 is 高桥 (beside `indexer.text.normalize`, a door to OpenCC).

Only of characters that are written in no Chinese text, as neither GB 2312 nor Big5 has them: 芸 and 浜 are other words in Chinese.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from indexer.core.errors import load_dictionary

_HAN = range(0x4E00, 0xA000)


@lru_cache(maxsize=1)
def chinese_forms() -> Mapping[str, str]:
    """The Simplified character for each Japanese one, and for each seldom one of names."""
    stored = tomllib.loads(files("indexer.text").joinpath("japanese_forms.toml").read_text(encoding="utf-8"))
    names, older = (dict(map(tuple, stored[name].split())) for name in ("names", "older"))
    nothing: dict[str, str] = {}
    read = load_dictionary(
        "Japanese forms of characters",
        _read,
        nothing,
        effect="広島 and 广岛 are different words",
        package="opencc",
    )
    return {japanese: older.get(chinese, chinese) for japanese, chinese in read.items()} | names


def _read() -> dict[str, str]:
    # Here and not at the top: where it is broken, the rest of the folding goes on.
    import opencc

    own = [chr(code) for code in _HAN if not _is_chinese(chr(code))]
    traditional = opencc.OpenCC("jp2t").convert("\n".join(own))
    simplified = opencc.OpenCC("t2s").convert(traditional).split("\n")
    if len(simplified) != len(own):
        raise ValueError(f"{len(own)} characters became {len(simplified)}")
    changed = zip(own, traditional.split("\n"), simplified, strict=True)
    return {form: simple for form, older, simple in changed if older != form and len(simple) == 1}


def _is_chinese(character: str) -> bool:
    """Whether a character set of Chinese has it."""
    for charset in ("gb2312", "big5"):
        try:
            character.encode(charset)
        except UnicodeEncodeError:
            continue
        return True
    return False
