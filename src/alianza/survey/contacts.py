"""The firms that were worked, also those that never became a row of the survey, and how it ended (R041)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from alianza.study.message import Message
from alianza.study.text import Text
from alianza.survey.dispositions import Dispositions, tally


@dataclass(frozen=True, slots=True)
class Contacts:
    """One row a firm that was worked.

    Attributes:
        frame: `disposition` (AAPOR's code), `kind` (of it, null where it is none), `stratum` (empty where all firms
            are one), and where the study has them `attempts` and `mode`.
        labels: Stratum to its words.
        modes: Mode to its words.
    """

    frame: pl.DataFrame
    labels: Mapping[str, Text | Message] = field(default_factory=dict)
    modes: Mapping[str, Text] = field(default_factory=dict)

    @property
    def strata(self) -> dict[str, Dispositions]:
        """Dispositions of each stratum."""
        return tally(self.frame["disposition"], self.frame["stratum"])[0]
