"""What is odd about a project, counted while it is read, so that a thousand equal defects are one problem."""

from collections import Counter

from alianza.study.problem import Problem, Severity

_TOGETHER = ("refi_source_missing", "refi_codings_without_text")
"""Defects that all documents of a file share where it has any: one problem names the first of them."""
_SHOWN = 20
"""Kinds of a defect that are said apart; of the others only the number is kept."""
_OTHERS = "…"
_NAMED = 3
"""Documents that such a problem names."""


class Findings:
    """Counts by code and by what was found, said once each."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._counts: Counter[tuple[str, Severity, str]] = Counter()
        self._kinds: Counter[str] = Counter()

    def note(self, code: str, found: str = "", severity: Severity = "warning", times: int = 1) -> None:
        """Count a defect; the catalogue says what the code means."""
        if not times:
            return
        if (code, severity, found) not in self._counts:
            if self._kinds[code] >= _SHOWN:
                found = _OTHERS
            else:
                self._kinds[code] += 1
        self._counts[code, severity, found] += times

    def problems(self) -> tuple[Problem, ...]:
        """The problems, by first appearance; beyond twenty of a code only their number."""
        counts = sorted(self._gathered().items(), key=lambda one: one[0][2] == _OTHERS)
        return tuple(
            Problem(code, severity, file=self.file, found=found, values={"count": times})
            for (code, severity, found), times in counts
        )

    def _gathered(self) -> dict[tuple[str, Severity, str], int]:
        """The counts, with what documents share at the place of the first of them."""
        names: dict[tuple[str, Severity], list[str]] = {}
        for code, severity, found in self._counts:
            if code in _TOGETHER:
                names.setdefault((code, severity), []).append(found)
        gathered: Counter[tuple[str, Severity, str]] = Counter()
        for (code, severity, found), times in self._counts.items():
            own = names.get((code, severity), [found])
            gathered[code, severity, ", ".join(own[:_NAMED]) + "…" * (len(own) > _NAMED)] += times
        return dict(gathered)
