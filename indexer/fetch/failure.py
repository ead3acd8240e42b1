"""Why an address was not fetched."""

from indexer.core.errors import XunwenError


class FetchError(XunwenError):
    """One address was not fetched: it is counted and named, and the run goes on."""


class BusyError(FetchError):
    """A site asks to be left alone for a while."""
