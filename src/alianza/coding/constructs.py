"""What codes say of the study's constructs: which one each measures, and whether for or against it."""

from collections.abc import Mapping
from dataclasses import dataclass

from alianza.coding.project import Code, QualitativeProject


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says.

    Attributes:
        construct: The construct; empty where it measures none.
        direction: `positive` or `negative`; empty where it says neither.
    """

    construct: str = ""
    direction: str = ""


def meanings(project: QualitativeProject) -> Mapping[str, Meaning]:
    """Path of each code to what it says.

    A code without a construct has that of the nearest code above it, and without a direction that of the nearest code
    above it up to the one that names the construct: no direction passes from one construct to another.
    """
    return {path: _meaning(_upwards(project, code)) for path, code in project.code.items()}


def _upwards(project: QualitativeProject, code: Code) -> list[Code]:
    """The code and those above it, up to the first that names a construct; none where none does."""
    trail: list[Code] = []
    current: Code | None = code
    while current is not None:
        trail.append(current)
        if current.construct:
            return trail
        current = project.code.get(current.parent) if current.parent else None
    return []


def _meaning(trail: list[Code]) -> Meaning:
    if not trail:
        return Meaning()
    return Meaning(trail[-1].construct, next((one.direction for one in trail if one.direction), ""))
