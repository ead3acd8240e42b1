"""A figure on one line of a terminal, as signs and digits: "> 30,000 CNY"."""

from decimal import Decimal

from service.web.display import cut

_UNITS = {"1": "", "ratio": "×", "percent": "%", "count": ""}


def figure_line(figure: object) -> str:
    """The amount as signs and digits, "> 30,000 CNY"; empty where there is no figure or none that can be written so.

    Args:
        figure: What an answer carries as its figure: with `min`, `max` and where known `min_inclusive`,
            `max_inclusive`, `currency` and `unit`.
    """
    low, high = getattr(figure, "min", None), getattr(figure, "max", None)
    if low is None and high is None:
        return ""
    unit = str(getattr(figure, "currency", "") or getattr(figure, "unit", "") or "")
    about = "≈ " if getattr(figure, "qualifier", "") == "about" else ""
    return cut(f"{about}{_range(figure, low, high)} {_UNITS.get(unit, unit)}".strip(), 60)


def _range(figure: object, low: object, high: object) -> str:
    if low == high:
        return _number(low)
    if high is None:
        return f"{'≥' if getattr(figure, 'min_inclusive', True) else '>'} {_number(low)}"
    if low is None:
        return f"{'≤' if getattr(figure, 'max_inclusive', True) else '<'} {_number(high)}"
    return f"{_number(low)} – {_number(high)}"


def _number(value: object) -> str:
    """Digits in groups, no zeros behind the point; a date or time as it stands."""
    if isinstance(value, int | Decimal):
        text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
