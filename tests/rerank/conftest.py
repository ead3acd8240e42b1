"""The tiny models of the tests of embedding."""

from tests.embed.conftest import settings as settings
