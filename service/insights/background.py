"""Makes an overview beside the requests that wait for it: a map of a large archive takes longer than a reader would."""

from collections.abc import Callable

from service.beside import MadeBeside
from service.insights.overview import Overview


class BackgroundSurvey(MadeBeside[Overview]):
    """One overview, begun when first asked for and kept; safe to use from any thread."""

    def __init__(self, make: Callable[[], Overview]) -> None:
        super().__init__(make, name="survey", failed="The archive can't be drawn")

    def overview(self, *, patience: float) -> Overview | None:
        """The overview; None while it is being made.

        Args:
            patience: Seconds to wait for it at most.

        Raises:
            XunwenError: It could not be made.
        """
        return self.get(patience=patience)
