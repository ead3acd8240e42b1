"""What an entry is typed as: its own characters, pinyin, or the initials of its syllables."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from indexer.text.analyzer import unmarked
from indexer.text.normalize import normalize, unjoined
from indexer.text.words.cutting import is_cut, words_of
from indexer.text.words.readings import readings_of


class Key(NamedTuple):
    """A key and where words begin in it."""

    text: str
    starts: Sequence[int]


def typed(text: str) -> str:
    """A text as it is compared: one script, no case, no marks on Latin letters, blanks as one.

    >>> typed("Café  Müller 柳禾村捐贈")
    'cafe muller 柳禾村捐赠'
    """
    return " ".join(unmarked(unjoined(normalize(text))).split())


def keys_of(text: str, *, ways: int) -> tuple[Key, list[tuple[Key, Key]]]:
    """How a text is typed: as it is written, and for each reading its pinyin and the initials of that.

    Args:
        text: To be typed.
        ways: How many readings of each word are told apart.
    """
    key = typed(text)
    words = list(words_of(key))
    written = Key(key, sorted({0, *(word.start for word in words)}))
    return written, _sounds([(word.text, is_cut(word.text)) for word in words], ways)


def _sounds(words: Sequence[tuple[str, bool]], ways: int) -> list[tuple[Key, Key]]:
    """Pinyin and initials of words, the likeliest first; none where none of them is Chinese.

    Args:
        words: Each with whether it is.
        ways: How many readings of each are told apart.
    """
    if not any(han for _, han in words):
        return []
    read = [_read(word)[:ways] if han else ((word,),) for word, han in words]
    if not all(read):
        return []
    most = max(map(len, read))
    return [_joined([each[min(way, len(each) - 1)] for each in read]) for way in range(most)]


def _joined(words: Sequence[tuple[str, ...]]) -> tuple[Key, Key]:
    """The syllables and the initials of words put together."""
    sounds, initials = [""], [""]
    sound_starts, initial_starts = [0], [0]
    for syllables in words:
        sounds.append("".join(syllables))
        initials.append("".join(each[0] for each in syllables))
        sound_starts.append(sound_starts[-1] + len(sounds[-1]))
        initial_starts.append(initial_starts[-1] + len(initials[-1]))
    return Key("".join(sounds), sound_starts[:-1]), Key("".join(initials), initial_starts[:-1])


@lru_cache(maxsize=1 << 16)
def _read(word: str) -> tuple[tuple[str, ...], ...]:
    return readings_of(word)
