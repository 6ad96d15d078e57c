"""The sampling frame: every firm of a directory with its stratum, and the lists that strata are made of.

A stratum is a combination of values of one or several columns. `by_isic_section` turns activity codes into the
sectors of the survey (ISIC revision 4, which Ecuador's CIIU 4.0 follows down to the class), `province_name` a
province's number into its name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alianza.study.problem import Problem
from alianza.survey.allocation import Sizes
from alianza.survey.strata_codes import Cells, coded

SHOWN = 5
FULL_CHECK = 2_000_000
"""Up to so many firms every identifier is compared with every other; above, those near the draw."""

SECTORS = {
    "A": "agriculture", "B": "mining", "C": "manufacturing", "D": "services", "E": "services", "F": "construction",
    "G": "commerce",
}  # fmt: skip
"""ISIC section to sector of the survey; H to U are services."""
_SERVICES = "HIJKLMNOPQRSTU"
_CODE = re.compile(r"[A-U][0-9.]*|[0-9]{2}[0-9.]*")
"""A section's letter with or without its digits, or digits; a word that begins with such a letter is none."""
_DIVISIONS = (
    (1, "A"), (5, "B"), (10, "C"), (35, "D"), (36, "E"), (41, "F"), (45, "G"), (49, "H"), (55, "I"), (58, "J"),
    (64, "K"), (68, "L"), (69, "M"), (77, "N"), (84, "O"), (85, "P"), (86, "Q"), (90, "R"), (94, "S"), (97, "T"),
    (99, "U"), (100, ""),
)  # fmt: skip
"""First division of each section: ISIC revision 4, Statistical Papers M 4 (United Nations, 2008)."""

PROVINCES = (
    "Azuay", "Bolívar", "Cañar", "Carchi", "Cotopaxi", "Chimborazo", "El Oro", "Esmeraldas", "Guayas", "Imbabura",
    "Loja", "Los Ríos", "Manabí", "Morona Santiago", "Napo", "Pastaza", "Pichincha", "Tungurahua",
    "Zamora Chinchipe", "Galápagos", "Sucumbíos", "Orellana", "Santo Domingo de los Tsáchilas", "Santa Elena",
)  # fmt: skip
"""Ecuador's provinces in the order of their official numbers, 1 to 24 (INEC, División Político Administrativa)."""


@dataclass(frozen=True, slots=True)
class SamplingFrame:
    """A directory of firms, one row a firm; the rows' order does not matter.

    Attributes:
        firms: The column of identifiers and, where there is one, the column of the size.
        cells: Each row's stratum as a number without meaning: the stratum in place h has the number `numbers[h]`.
        numbers: The number of each stratum.
        counts: Firms of each stratum, N_h.
        strata: Names of the strata, sorted: one text a stratum column.
        columns: The stratum columns.
        id: The column of identifiers.
        size: The column of the size, or empty.
    """

    firms: pl.DataFrame
    cells: Cells
    numbers: NDArray[np.int64]
    counts: NDArray[np.int64]
    strata: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    id: str
    size: str = ""

    def sizes(self) -> Sizes:
        """Firms, standard deviation and total of the size in each stratum."""
        counts: NDArray[np.float64] = self.counts.astype(np.float64)
        if not self.size:
            return Sizes(counts)
        values = self.firms[self.size].to_numpy().astype(np.float64)
        totals = np.bincount(self.cells, values)
        means = np.zeros_like(totals)
        means[self.numbers] = totals[self.numbers] / counts
        centred = values - means[self.cells]
        squares = np.bincount(self.cells, centred * centred)
        sd: NDArray[np.float64] = np.sqrt(squares[self.numbers] / np.maximum(counts - 1.0, 1.0))
        return Sizes(counts, sd, totals[self.numbers].astype(np.float64))

    def everywhere(self, values: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Values of the strata in the order of the cells' numbers; 0 for numbers that no stratum has."""
        spread = np.zeros(int(self.numbers.max()) + 1, dtype=np.uint64)
        spread[self.numbers] = values
        return spread

    def strata_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Places of the strata of some rows."""
        place = np.zeros(int(self.numbers.max()) + 1, dtype=np.int64)
        place[self.numbers] = np.arange(self.numbers.size)
        return place[self.cells[rows]]


def sampling_frame(
    firms: pl.DataFrame, identifier: str, strata: Sequence[str], size: str = ""
) -> tuple[SamplingFrame | None, list[Problem]]:
    """The frame of a directory's rows.

    Args:
        firms: The columns needed; every one is there.
        identifier: Column that names a firm.
        strata: Columns whose combinations are the strata; none for one stratum.
        size: Column of numbers for Neyman and power allocation; empty for none.

    Returns:
        The frame, or None with the problems: `frame_without_firms`, `frame_gap`, `frame_size_not_number`,
        `repeated_firm`.
    """
    problems = [
        Problem("frame_gap", place=name, values={"count": firms[name].null_count()})
        for name in dict.fromkeys((identifier, *strata, *([size] if size else [])))
        if firms[name].null_count()
    ]
    if not firms.height:
        problems.append(Problem("frame_without_firms"))
    if size and not _finite(firms[size]):
        problems.append(Problem("frame_size_not_number", place=size, found=str(firms[size].dtype)))
    if not problems:
        problems = _repeated(firms[identifier])
    if problems:
        return None, problems
    rows = coded([firms[name] for name in strata], firms.height)
    numbers = sorted(rows.names, key=rows.names.__getitem__)
    kept = firms.select(list(dict.fromkeys((identifier, *([size] if size else [])))))
    names = tuple(rows.names[number] for number in numbers)
    places = np.array(numbers, dtype=np.int64)
    return SamplingFrame(kept, rows.cells, places, rows.counts[places], names, tuple(strata), identifier, size), []


def repeated(identifiers: pl.Series) -> list[Problem]:
    """A problem that names firms which stand in the frame more than once, or none."""
    twice = identifiers.filter(identifiers.is_duplicated()).unique(maintain_order=True)
    if not len(twice):
        return []
    shown = ", ".join(str(value) for value in twice.head(SHOWN))
    return [Problem("repeated_firm", place=identifiers.name, found=shown, values={"count": len(twice)})]


def isic_section(code: str) -> str:
    """Section letter of an activity code: written before the code, or found by its first two digits; "" if unknown.

    >>> isic_section("C2410.21"), isic_section("4711"), isic_section("0111"), isic_section("Z9"), isic_section("V")
    ('C', 'G', 'A', '', '')
    >>> isic_section("Agrícola Los Andes"), isic_section("Comercio"), isic_section("47 tiendas")
    ('', '', '')
    """
    text = code.strip().upper()
    if not _CODE.fullmatch(text):
        return ""
    if text[0].isalpha():
        return text[0] if text[0] in SECTORS or text[0] in _SERVICES else ""
    division = int(text[:2])
    return next((letter for first, letter in reversed(_DIVISIONS) if first <= division), "")


def sector(code: str) -> str:
    """Sector of an activity code, "" where it is unknown.

    >>> sector("C241021"), sector("G"), sector("6201"), sector("")
    ('manufacturing', 'commerce', 'services', '')
    """
    letter = isic_section(code)
    return SECTORS.get(letter, "services") if letter else ""


def by_isic_section(codes: pl.Series) -> pl.Series:
    """Sectors of a column of activity codes; null where a code is unknown or missing."""
    known = {code: sector(code) or None for code in codes.cast(pl.String).unique().drop_nulls()}
    return codes.cast(pl.String).replace_strict(known, default=None, return_dtype=pl.String)


def province_name(code: str | int) -> str:
    """Name of a province by its number, with or without a leading zero; "" where there is none.

    >>> province_name("01"), province_name(17), province_name("24"), province_name("90")
    ('Azuay', 'Pichincha', 'Santa Elena', '')
    """
    text = str(code).strip()
    number = int(text) if text.isascii() and text.isdigit() else 0
    return PROVINCES[number - 1] if 1 <= number <= len(PROVINCES) else ""


def _finite(values: pl.Series) -> bool:
    return values.dtype.is_numeric() and bool(values.cast(pl.Float64).is_finite().all())


def _repeated(identifiers: pl.Series) -> list[Problem]:
    if len(identifiers) > FULL_CHECK or identifiers.n_unique() == len(identifiers):
        return []
    return repeated(identifiers)
