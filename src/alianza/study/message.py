"""What the program has to say, before it becomes a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """A stable code and the values that fill its sentence.

    Values may be numbers, strings, `Text`, `Estimate` or further messages; `alianza.render.messages`
    is the only place that turns them into Spanish or English.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
