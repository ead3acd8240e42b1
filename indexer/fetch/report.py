"""What came of fetching."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that was not fetched, and why."""

    address: str
    detail: str


@dataclass(slots=True)
class FetchReport:
    """What one run found and kept."""

    listed: int = 0
    """Pages that feeds and sitemaps name, each once."""
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    """Asked for again, and the same."""
    known: int = 0
    """Kept before and not asked for: their list names no later change."""
    old: int = 0
    """Before the day that `--since` names."""
    left: int = 0
    """Not asked for any more, as `--limit` was reached."""
    failures: list[Failure] = field(default_factory=list)

    @property
    def reached(self) -> int:
        """Pages that are kept now and were asked for."""
        return self.new + self.changed + self.unchanged

    def fail(self, address: str, detail: str) -> None:
        """Takes note of an address that was not fetched."""
        self.failures.append(Failure(address, detail))

    def to_fields(self) -> dict[str, object]:
        """The report as JSON."""
        counts = {
            name: getattr(self, name) for name in ("listed", "new", "changed", "unchanged", "known", "old", "left")
        }
        failures = [{"address": each.address, "detail": each.detail} for each in self.failures]
        return {**counts, "failed": len(failures), "failures": failures}
