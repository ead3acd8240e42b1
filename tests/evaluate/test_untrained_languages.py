"""What is asked of languages that nothing was trained on: messages with one translation, and which is nearest."""

import struct
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.untrained_languages import nearest_share, read_pairs
from tests.doubles import TermEmbedder


def _catalog(file: Path, messages: Mapping[str, str]) -> Path:
    """A gettext catalog: a header of seven numbers, lengths and places of the messages, then of their translations."""
    found = {"": "Content-Type: text/plain; charset=utf-8\n", **messages}
    texts = [text.encode() + b"\0" for text in (*found, *found.values())]
    begin, tables = 28 + 8 * len(texts), b""
    for number, text in enumerate(texts):
        tables += struct.pack("<II", len(text) - 1, begin + sum(map(len, texts[:number])))
    header = struct.pack("<IIIIIII", 0x950412DE, 0, len(found), 28, 28 + 4 * len(texts), 0, 0)
    file.write_bytes(header + tables + b"".join(texts))
    return file


def test_messages_without_their_placeholders_that_only_one_translation_renders(tmp_path: Path) -> None:
    catalog = _catalog(
        tmp_path / "django.mo",
        {
            "Delete %(count)d old pictures": "Lösche %(count)d alte Bilder",
            "menu\x04Open the settings page": "Einstellungen öffnen",
            "Show the preferences page": "Dieselben Worte",
            "Show the settings pages": "Dieselben Worte",
            "Too short": "Zu kurz",
            "Nothing was translated here": "Nothing was translated here",
        },
    )
    assert read_pairs([catalog], least=12) == {
        "Delete old pictures": "Lösche alte Bilder",
        "Open the settings page": "Einstellungen öffnen",
    }


def test_the_share_whose_own_passage_is_nearest() -> None:
    """The second question shares its words with the third passage, which is not its own."""
    asked, wanted = ["青田 县长", "石桥 建成", "木塔 七层"], ["青田 县长", "茶山 海拔", "石桥 建成 木塔 七层"]
    assert nearest_share(TermEmbedder(), asked, wanted) == pytest.approx(2 / 3)
