"""What the included articles are: years, countries, sectors, types of alliance and designs (R021, R023; claim D01)."""

from collections.abc import Iterator, Mapping, Sequence

from alianza.report.review_chapter import ReviewChapter, counted
from alianza.review.appraisal import CATEGORIES
from alianza.review.extraction import several
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Column, Row, Table, Topic

TOPIC: Topic = "literature"
STRAND = "review"
NEEDS = ("included_articles",)
COLUMNS = (Column("variable"), Column("articles", "count"), Column("share", "share"))
FIELDS = ("country", "sector", "alliance_type")
PRIORITY = "priority"


def compute(chapter: ReviewChapter) -> Table:
    """Articles by each characteristic; an article that names several countries counts in each."""
    years = _years(chapter)
    base = len(chapter.included)
    countries = _values(chapter, "country")
    values = {"n": base, "first": min(years, default=""), "last": max(years, default=""), "countries": len(countries)}
    return Table(
        id="review_characteristics",
        topic=TOPIC,
        columns=COLUMNS,
        rows=tuple(_rows(chapter, years, countries)),
        base=base,
        lead=Message("leads.review_characteristics", values) if years else None,
        notes=(Message("notes.review_characteristics"),),
    )


def _rows(
    chapter: ReviewChapter, years: Mapping[str, Sequence[str]], countries: Mapping[str, Sequence[str]]
) -> Iterator[Row]:
    yield from _window(chapter, years)
    yield from _group(chapter, "year", years)
    priority = _priority(chapter)
    if priority is not None:
        yield priority
    yield from _group(chapter, "country", _by_size(countries))
    for name in FIELDS[1:]:
        yield from _group(chapter, name, _by_size(_values(chapter, name)))
    yield from _group(chapter, "design", _designs(chapter))


def _window(chapter: ReviewChapter, years: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    """First and last year of publication among the included articles, beside the declared ones."""
    review, known = chapter.evidence.review, sorted(map(int, years))
    for name, at, declared in (("first_year", 0, review.first), ("last_year", -1, review.last)):
        if known:
            year = Estimate(float(known[at]), n=len(chapter.included), unit="year", method="counted")
            label = Message(f"rows.{name}_declared" if declared else f"rows.{name}", {"year": declared})
            yield Row(name, label, (Message("groups.review_window"), year, None))


def _priority(chapter: ReviewChapter) -> Row | None:
    """The articles that belong to the subgroup with priority."""
    declared = chapter.evidence.review.priority
    if declared is None:
        return None
    count = len(chapter.with_priority)
    group = Message(f"groups.{declared.field}" if declared.field in FIELDS else "groups.review_priority")
    return Row(
        PRIORITY,
        Message("rows.review_subgroup", {"label": declared.label}),
        (group, *_cells(count, len(chapter.included))),
    )


def _group(chapter: ReviewChapter, name: str, values: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    base = len(chapter.included)
    told = {article for articles in values.values() for article in articles}
    group = Message(f"groups.{name}")
    for value, articles in values.items():
        yield Row(f"{name}_{value}", chapter.value(name, value), (group, *_cells(len(articles), base)))
    if told and len(told) < base:
        yield Row(f"{name}_unstated", Message("rows.unstated"), (group, *_cells(base - len(told), base)))


def _cells(count: int, base: int) -> tuple[Estimate, Estimate]:
    return counted(count, base), Estimate(count / base, n=base, unit="share", method="counted")


def _years(chapter: ReviewChapter) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in chapter.included:
        year = chapter.evidence.articles[name].best.year
        if year is not None:
            found.setdefault(str(year), []).append(name)
    return dict(sorted(found.items()))


def _values(chapter: ReviewChapter, name: str) -> dict[str, list[str]]:
    """Value of a field of the form to the articles in whose lines it stands; several stand apart by «;»."""
    found: dict[str, dict[str, None]] = {}
    for line in chapter.lines:
        for value in several(line.values.get(name, "")):
            found.setdefault(value, {})[line.article] = None
    return {value: list(articles) for value, articles in found.items()}


def _by_size(values: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    return dict(sorted(values.items(), key=lambda one: (-len(one[1]), one[0])))


def _designs(chapter: ReviewChapter) -> dict[str, Sequence[str]]:
    """Study designs as the raters found them, else as the form has them."""
    profiles = chapter.evidence.profiles
    said = {article: value for value, articles in _values(chapter, "design").items() for article in articles}
    found: dict[str, list[str]] = {}
    for name in chapter.included:
        design = (profiles[name].category if name in profiles else "") or said.get(name, "")
        if design:
            found.setdefault(design, []).append(name)
    order = {name: place for place, name in enumerate(CATEGORIES)}
    return dict(sorted(found.items(), key=lambda one: (order.get(one[0], len(order)), one[0])))
