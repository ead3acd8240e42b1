"""How long work tells that it goes on, without knowing who watches."""

from typing import Protocol


class Progress(Protocol):
    """Told of stages and of work done in them."""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """A stage begins; `total` units of work are expected, None if unknown."""
        ...

    def advance(self, count: int) -> None:
        """So many more units are done."""
        ...

    def note(self, message: str) -> None:
        """Something that a person should read, once."""
        ...


class Silent:
    """A progress that nobody watches."""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Does nothing."""

    def advance(self, count: int) -> None:
        """Does nothing."""

    def note(self, message: str) -> None:
        """Does nothing."""
