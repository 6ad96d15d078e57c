"""An agreement coefficient as plain values, for every command that writes one as JSON."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alianza.statistics.agreement import Agreement


def coefficient_record(one: "Agreement") -> dict[str, Any]:
    """Value, interval, base and method, or the reason why there is none."""
    names = ("value", "low", "high", "level", "n_units", "method", "reason")
    return {name: getattr(one, name) for name in names}
