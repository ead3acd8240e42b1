"""No reader fails at a text so short that no bound on its length refuses it first."""

import pytest

from tests.hostile.inputs import TEXTS
from tests.hostile.readers import READERS


@pytest.mark.parametrize("reader", READERS)
def test_readers_end(reader: str) -> None:
    for text in TEXTS.values():
        for characters in (1, 30):
            READERS[reader](text(characters))
