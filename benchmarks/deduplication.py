"""Deduplication against bib-dedupe, and its growth with the number of records: `python benchmarks/deduplication.py`.

The labelled set is ASySD's (1,845 records), read in place from `../shared`. One of the copies of each publication
there is called unique: a group with two of them holds a false merge, a group without any a missed one. bib-dedupe is
timed in the same run where it is installed. The larger sets are SYNTHETIC: invented titles, of which three in ten come
again with the noise of another database (abbreviated journal, cut pages, lost DOI, a letter wrong).
"""

import csv
import importlib.util
import io
import random
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from alianza.review.deduplication import duplicate_clusters
from alianza.review.reference import Reference

LABELLED = Path(__file__).parent.parent.parent / "shared/data/bibliography/dedup/asysd_labelled_test_set.csv"
SIZES = (25_000, 50_000, 100_000)
MIN_F1, MAX_FALSE, MIN_RATIO, MAX_SECONDS, MAX_MEGABYTES = 0.998, 2, 20.0, 120.0, 2000.0

SUBJECTS = [
    "alianza",
    "empresa",
    "red",
    "socio",
    "confianza",
    "contrato",
    "gobierno",
    "mercado",
    "clúster",
    "innovación",
    "familia",
    "región",
    "sector",
    "exportación",
    "tecnología",
    "capital",
    "conocimiento",
    "acuerdo",
    "consorcio",
    "distribución",
    "universidad",
    "proveedor",
    "cliente",
    "crédito",
    "salud",
    "agricultura",
    "turismo",
    "comercio",
    "industria",
    "servicio",
    "empleo",
    "formación",
    "patente",
    "diseño",
    "software",
    "energía",
    "transporte",
    "banca",
]
QUALITIES = [
    "estratégica",
    "pequeña",
    "dinámica",
    "formal",
    "informal",
    "regional",
    "rural",
    "urbana",
    "digital",
    "sostenible",
    "relacional",
    "abierta",
    "asimétrica",
    "flexible",
    "temprana",
    "tardía",
    "nacional",
    "internacional",
    "emergente",
    "compleja",
    "mixta",
    "comparada",
    "longitudinal",
]
VERBS = [
    "efecto",
    "análisis",
    "papel",
    "medición",
    "evolución",
    "determinantes",
    "revisión",
    "evaluación",
    "modelo",
    "estudio",
    "impacto",
    "dinámica",
]
PLACES = [
    "Ecuador",
    "Perú",
    "Colombia",
    "Chile",
    "Bolivia",
    "Argentina",
    "México",
    "Brasil",
    "Uruguay",
    "Paraguay",
    "Panamá",
    "Honduras",
    "Guatemala",
    "Quito",
    "Lima",
    "Bogotá",
    "Guayaquil",
    "Cuenca",
    "Loja",
    "Manabí",
    "Azuay",
    "Medellín",
    "Cali",
    "Santiago",
]
FAMILIES = [
    "Paredes",
    "Quishpe",
    "Andrade",
    "Mora",
    "Vera",
    "Zambrano",
    "Cedeño",
    "Loor",
    "Chango",
    "Guamán",
    "Yánez",
    "Salazar",
    "Ortiz",
    "Rojas",
    "Castro",
    "Ruiz",
    "Silva",
    "Souza",
    "Pérez",
    "García",
    "López",
    "Núñez",
    "Herrera",
    "Campos",
    "Vargas",
    "Medina",
    "Suárez",
    "Molina",
    "Acosta",
    "Ponce",
    "Reyes",
    "Cruz",
]
JOURNALS = (
    ("Journal of Business Research", "J Bus Res"),
    ("Small Business Economics", "Small Bus Econ"),
    ("Estudios Gerenciales", "Estud Gerenc"),
    ("Technovation", "Technovation"),
    ("Revista de Administração Contemporânea", "Rev Adm Contemp"),
)


def labelled() -> tuple[list[dict[str, str]], list[Reference]]:
    """The labelled rows, and the same as references."""
    rows = list(csv.DictReader(io.StringIO(LABELLED.read_bytes().decode("cp1252"))))
    rows = [{name: "" if value == "NA" else value for name, value in row.items()} for row in rows]
    records = [
        Reference(
            title=row["title"],
            authors=(row["author"],),
            year=int(row["year"]) if row["year"].isdigit() else None,
            doi=row["doi"],
            source_title=row["journal"],
            volume=row["volume"],
            issue=row["number"],
            pages=row["pages"],
            abstract=row["abstract"],
        )
        for row in rows
    ]
    return rows, records


def quality(rows: Sequence[dict[str, str]], groups: Sequence[Sequence[int]]) -> tuple[int, int, int]:
    """Right, false and missed merges."""
    grouped = {place for group in groups for place in group}
    every = [*groups, *([place] for place in range(len(rows)) if place not in grouped)]
    unique = [sum(rows[place]["source"] == "unique" for place in group) for group in every]
    false = sum(max(0, count - 1) for count in unique)
    return len(rows) - len(every) - false, false, sum(count == 0 for count in unique)


def report(name: str, counts: tuple[int, int, int], seconds: float) -> float:
    """Print a line; returns F1."""
    right, false, missed = counts
    f1 = 2 * right / (2 * right + false + missed)
    print(f"{name:12} right {right}, false {false}, missed {missed}, F1 {f1:.4f}, CPU {seconds:.2f} s")
    return f1


def by_bib_dedupe(rows: Sequence[dict[str, str]]) -> tuple[tuple[int, int, int], float] | None:
    """The same rows by bib-dedupe, with the CPU that it and its processes took; None where it is not installed."""
    if importlib.util.find_spec("bib_dedupe") is None:
        return None
    import pandas as pd
    from bib_dedupe.bib_dedupe import block, cluster, match, prep

    frame = pd.DataFrame(rows).rename(columns={"record_id": "ID"})
    frame["ENTRYTYPE"] = "article"
    before = _cpu()
    found = cluster(match(block(prep(frame))))
    places = {row["record_id"]: place for place, row in enumerate(rows)}
    return quality(rows, [[places[one] for one in group] for group in found if len(group) > 1]), _cpu() - before


def _cpu() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def invented(count: int) -> list[Reference]:
    """SYNTHETIC records, three in ten of them noisy copies of earlier ones."""
    draw = random.Random(count)
    records: list[Reference] = []
    for place in range(count):
        again = bool(records) and draw.random() < 0.3
        records.append(_noisy(draw, draw.choice(records)) if again else _new(draw, place))
    return records


def _new(draw: random.Random, place: int) -> Reference:
    words = [draw.choice(VERBS), "de la", draw.choice(SUBJECTS), draw.choice(QUALITIES), "y la", draw.choice(SUBJECTS)]
    words += [draw.choice(QUALITIES), "en", draw.choice(PLACES), "entre", draw.choice(SUBJECTS), draw.choice(QUALITIES)]
    first = draw.randrange(1, 900)
    authors = tuple(f"{draw.choice(FAMILIES)}, {draw.choice('ABCDEFGJLMPRS')}." for _ in range(draw.randrange(1, 5)))
    return Reference(
        title=" ".join(words).capitalize(),
        authors=authors,
        year=draw.randrange(2000, 2026),
        doi=f"10.{draw.randrange(1000, 9999)}/a.{place}" if draw.random() < 0.7 else "",
        source_title=draw.choice(JOURNALS)[0],
        volume=str(draw.randrange(1, 80)),
        issue=str(draw.randrange(1, 12)),
        pages=f"{first}-{first + draw.randrange(5, 30)}",
        abstract=" ".join(draw.choice(SUBJECTS + QUALITIES) for _ in range(80)),
    )


def _noisy(draw: random.Random, record: Reference) -> Reference:
    title = list(record.title)
    if draw.random() < 0.3:
        title[draw.randrange(len(title))] = "x"
    values = {name: getattr(record, name) for name in Reference.__dataclass_fields__}
    values |= {"title": "".join(title).upper() if draw.random() < 0.2 else "".join(title)}
    values |= {"source_title": dict(JOURNALS).get(record.source_title, record.source_title)}
    values |= {"doi": record.doi if draw.random() < 0.6 else "", "pages": record.pages.split("-")[0]}
    return Reference(**values)


def grow() -> bool:
    """Time and memory of growing sets."""
    fits = True
    for size in SIZES:
        records = invented(size)
        began = time.process_time()
        found = duplicate_clusters(records)
        seconds = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        repeated = sum(len(group) - 1 for group in found.merged)
        print(
            f"{size:>7,} SYNTHETIC records: {seconds:6.1f} s CPU, peak {peak:,.0f} MB, {repeated:,} duplicates", end=""
        )
        print(f", {len(found.queue):,} doubtful pairs")
        fits = fits and seconds <= MAX_SECONDS and peak <= MAX_MEGABYTES
    return fits


def main() -> int:
    """Measure, print, and say by the exit code whether the limits hold."""
    holds = grow()
    if LABELLED.is_file():
        rows, records = labelled()
        duplicate_clusters(records[:50])
        began = time.process_time()
        groups = duplicate_clusters(records).merged
        own = time.process_time() - began
        counts = quality(rows, groups)
        holds = report("alianza", counts, own) >= MIN_F1 and counts[1] <= MAX_FALSE and holds
        peer = by_bib_dedupe(rows)
        if peer is None:
            print("bib-dedupe is not installed")
        else:
            report("bib-dedupe", *peer)
            print(f"ratio of CPU {peer[1] / own:.0f} (at least {MIN_RATIO:g})")
            holds = holds and peer[1] / own >= MIN_RATIO
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
