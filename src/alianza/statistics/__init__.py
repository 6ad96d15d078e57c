"""Design-based statistics: arrays and frames in, estimates and tests out.

Nothing heavy is imported before it is used: `from alianza.statistics import Design` loads numpy and polars,
scipy only when a quantile of a distribution is needed.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alianza.statistics.design import Design as Design

__all__ = ["Design"]


def __getattr__(name: str) -> object:
    """Load the public class on first use."""
    if name == "Design":
        from alianza.statistics.design import Design

        return Design
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
