"""What tests of the default model need."""

import pytest

from indexer.embed.default_model import find_sources

needs_default_model = pytest.mark.skipif(
    find_sources() is None, reason="the default model's packages are not installed"
)
