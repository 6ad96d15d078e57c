"""A synthetic literature: what the databases hold, and what people will find in each article.

Numbers are exact: so many articles of each fate, construct and direction. Which article it is, is decided by hashes of
seed, label and article, so the same plan gives the same literature on every machine.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from alianza.review.simulation_plan import PlannedEffects, PlannedWords, ReviewPlan, quotas
from alianza.statistics.chance import normal, uniform
from alianza.study.review_protocol import Direction

EXCLUDED, UNOBTAINED, INELIGIBLE, UNFIT, INCLUDED = "excluded", "unobtained", "ineligible", "unfit", "included"
COUNTING = ("descriptive", "non_randomised")
"""Designs whose articles may give a correlation."""
YEARS_LEAN = 3
"""Publications per year grow: the last year has so many times as many as the first."""


@dataclass(frozen=True, slots=True)
class Line:
    """What an article says about a construct: the values of a line of the extraction form."""

    construct: str
    direction: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """A publication that does not exist, with everything that people will find in it.

    Attributes:
        id: Number of the publication, which starts every draw about it.
        fate: What becomes of it.
        reason: Criterion that leaves it out, where one does.
        language: Language that it is written in.
        year: Year of publication.
        country: Country of its data.
        sector: Sector of its firms.
        type: Type of alliance.
        design: Study design.
        cases: Firms, interviews or cases that it rests on.
        lines: What it says about constructs; empty where nobody will read it in full.
        title: Its title.
        abstract: Its abstract.
        authors: Invented authors.
        registered: Whether it has a DOI.
        disguised: Whether the database that holds it tells it without its DOI and with other pages than the others.
    """

    id: str
    fate: str
    reason: str = ""
    language: str = "en"
    year: int = 2020
    country: str = ""
    sector: str = ""
    type: str = ""
    design: str = ""
    cases: int = 0
    lines: tuple[Line, ...] = ()
    title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    registered: bool = True
    disguised: bool = False


class Literature:
    """Draws the publications of a plan.

    Args:
        plan: What is declared.
        seed: The seed of the whole simulation.
        years: First and last year of publication.
    """

    def __init__(self, plan: ReviewPlan, seed: int, years: tuple[int, int]) -> None:
        self.plan, self.seed, self.years = plan, seed, years

    def works(self) -> tuple[Work, ...]:
        """Every publication, by number."""
        works = self._described(self._fates())
        works = self._with_lines(works)
        return tuple(self._with_early_versions(list(self._titled(works))))

    def _order(self, label: str, names: Iterable[str]) -> list[str]:
        """Names in an order that belongs to a label."""
        return sorted(names, key=lambda name: uniform(self.seed, f"review {label}", name))

    def _dealt(
        self, label: str, names: Sequence[str], counts: Mapping[str, int] | Mapping[Direction, int]
    ) -> dict[str, str]:
        """Each name's share of a number of values, by chance."""
        values = [value for value, count in counts.items() for _ in range(count)]
        return dict(zip(self._order(label, names), values, strict=True))

    def _fates(self) -> list[Work]:
        fates = self.plan.fates
        kinds = [(EXCLUDED, reason) for reason, count in fates.excluded.items() for _ in range(count)]
        kinds += [(UNOBTAINED, "")] * fates.unobtained + [(UNFIT, "")] * fates.unfit
        kinds += [(INELIGIBLE, reason) for reason, count in fates.ineligible.items() for _ in range(count)]
        kinds += [(INCLUDED, "")] * fates.included
        names = [f"{number:03d}" for number in range(1, len(kinds) + 1)]
        drawn = dict(zip(self._order("fate", names), kinds, strict=True))
        return [Work(name, *drawn[name]) for name in names]

    def _described(self, works: list[Work]) -> list[Work]:
        """Language, year, country, sector and type of each publication; those that stay apart from the others."""
        kept = [work.id for work in works if work.fate == INCLUDED]
        parts = (kept, [work.id for work in works if work.fate != INCLUDED])
        first, last = self.years
        grown = {
            str(year): 1 + (YEARS_LEAN - 1) * (year - first) / max(last - first, 1) for year in range(first, last + 1)
        }
        shares = {
            "year": grown, "language": self.plan.languages, "country": self.plan.countries,
            "sector": self.plan.sectors, "type": self.plan.types,
        }  # fmt: skip
        found: dict[str, dict[str, str]] = {name: {} for name in shares}
        for label, own in shares.items():
            for place, part in enumerate(parts):
                found[label] |= self._dealt(f"{label} {place}", part, quotas(own, len(part)))
        return [
            replace(
                work, language=found["language"][work.id], year=int(found["year"][work.id]),
                country=found["country"][work.id], sector=found["sector"][work.id], type=found["type"][work.id],
            )
            for work in works
        ]  # fmt: skip

    def _with_lines(self, works: list[Work]) -> list[Work]:
        """Constructs, effects and design of those that stay; the others get a design and no lines."""
        kept = [work.id for work in works if work.fate == INCLUDED]
        said = self._directions(kept)
        effects = {one.construct: self._effects(one, said) for one in self.plan.effects}
        measured = {name for own in effects.values() for name in own}
        designs = self._designs(kept, measured)
        others = [work.id for work in works if work.fate != INCLUDED]
        designs |= self._dealt("design others", others, quotas(self.plan.designs, len(others)))
        return [self._read(work, designs[work.id], said.get(work.id, {}), effects) for work in works]

    def _directions(self, kept: Sequence[str]) -> dict[str, dict[str, str]]:
        """Article to construct to direction; those that say least so far come next, so that all of them speak."""
        said: dict[str, dict[str, str]] = {name: {} for name in kept}
        for construct, counts in self.plan.themes.items():
            order = self._order(f"theme {construct}", kept)
            chosen = sorted(order, key=lambda name: len(said[name]))[: sum(counts.values())]
            for name, direction in self._dealt(f"way {construct}", chosen, counts).items():
                said[name][construct] = direction
        return said

    def _effects(self, planned: PlannedEffects, said: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
        """Article to the values of its effect: correlations round the mean of the article's direction."""
        speaking = [name for name, own in said.items() if own.get(planned.construct) in planned.values]
        chosen = self._order(f"effect {planned.construct}", speaking)[: planned.articles]
        fewest, most = planned.cases
        found = {}
        for name in chosen:
            share = uniform(self.seed, f"review cases {planned.construct}", name) / 2**64
            n = fewest + int((most - fewest) * share**2)
            mean = math.atanh(planned.values[said[name][planned.construct]])  # type: ignore[index]
            z = mean + planned.tau * normal(self.seed, f"review true {planned.construct}", name)
            z += normal(self.seed, f"review sampled {planned.construct}", name) / math.sqrt(n - 3)
            values = {"measure": planned.measure, "effect": f"{math.tanh(z):.2f}", "n": str(n)}
            found[name] = {**values, "outcome": planned.outcome}
        return found

    def _designs(self, kept: Sequence[str], measured: set[str]) -> dict[str, str]:
        """A design for each article; those that give effects get one that counts."""
        counting = {name: count for name, count in self.plan.designs.items() if name in COUNTING}
        others = {name: count for name, count in self.plan.designs.items() if name not in COUNTING}
        order = sorted(self._order("design", kept), key=lambda name: name not in measured)
        counted = sum(counting.values())
        return self._dealt("design of counts", order[:counted], counting) | self._dealt(
            "design of words", order[counted:], others
        )

    def _read(
        self, work: Work, design: str, said: Mapping[str, str], effects: Mapping[str, Mapping[str, Mapping[str, str]]]
    ) -> Work:
        """The work with its design, its cases and its lines."""
        lines = []
        for construct, direction in said.items():
            page = str(4 + uniform(self.seed, f"review page {construct}", work.id) % 17)
            values = {**effects.get(construct, {}).get(work.id, {}), "page": page}
            lines.append(Line(construct, direction, values))
        given = [int(line.values["n"]) for line in lines if "n" in line.values]
        few = 8 + uniform(self.seed, "review few", work.id) % 23
        many = 70 + uniform(self.seed, "review many", work.id) % 330
        cases = given[0] if given else few if design in ("qualitative", "text_and_opinion") else many
        return replace(work, design=design, cases=cases, lines=tuple(lines))

    def _titled(self, works: Iterable[Work]) -> Iterable[Work]:
        used: set[str] = set()
        for work in works:
            words = self.plan.words[work.language]
            title = self._title(work, words, used)
            used.add(title)
            abstract = self._abstract(work, words, title)
            yield replace(work, title=title, abstract=abstract, authors=self._authors(work))

    def _with_early_versions(self, works: list[Work]) -> Iterable[Work]:
        """The works; some that nobody reads in full become early versions of others: their title and authors."""
        known = {work.id: work for work in works}
        early: dict[str, Work] = {}
        waiting = self._order("alike", [work.id for work in works if work.fate == EXCLUDED])
        while len(early) < self.plan.doubts.alike:
            one = known[waiting.pop(0)]
            like = (one.language, one.reason)
            other = next(known[name] for name in waiting if (known[name].language, known[name].reason) == like)
            waiting.remove(other.id)
            version, article = sorted((one, other), key=lambda work: (work.year, work.id))
            early[version.id] = article
        return [self._early(work, early[work.id]) if work.id in early else work for work in works]

    def _early(self, work: Work, article: Work) -> Work:
        """A work as the early version of an article, which no registrar knows."""
        words = self.plan.words[work.language]
        title = words.early.format(title=article.title)
        told = self._abstract(work, words, title)
        return replace(work, title=title, abstract=told, authors=article.authors, registered=False)

    def _title(self, work: Work, words: PlannedWords, used: set[str]) -> str:
        """A title that no other work has, about the first construct that the work speaks of.

        Where the words give no further title for the country of a work that nobody reads in full, it is about another.
        """
        off = words.offtopic.get(work.reason, ()) if work.fate == EXCLUDED else ()
        templates, countries = off or words.titles, list(words.countries)
        start, home = uniform(self.seed, "review title", work.id), countries.index(work.country)
        for turn in range(len(templates) * len(countries)):
            moved = turn // len(templates) if work.fate == EXCLUDED else 0
            told = replace(work, country=countries[(home + moved) % len(countries)])
            title = self._filled(templates[(start + turn) % len(templates)], told, words, turn)
            title = title[0].upper() + title[1:]
            if title not in used:
                return title
        raise ValueError(f"{work.id}: the plan's words give no further title")

    def _filled(self, template: str, work: Work, words: PlannedWords, turn: int = 0) -> str:
        return template.format(
            construct=self._phrase(work, words, turn), type=words.types[work.type], sector=words.sectors[work.sector],
            country=words.countries[work.country], n=work.cases, result=self._pick("result", work, words.results),
        )  # fmt: skip

    def _phrase(self, work: Work, words: PlannedWords, turn: int = 0) -> str:
        names = [line.construct for line in work.lines] or list(words.constructs)
        shift = uniform(self.seed, "review phrase", work.id) + turn
        phrases = words.constructs[names[0] if work.lines else names[shift % len(names)]]
        return phrases[shift % len(phrases)]

    def _pick(self, label: str, work: Work, among: Sequence[str]) -> str:
        return among[uniform(self.seed, f"review {label}", work.id) % len(among)]

    def _abstract(self, work: Work, words: PlannedWords, title: str) -> str:
        """Aim, method, what was found on each construct, and a closing sentence."""
        if work.fate == EXCLUDED and words.offtopic.get(work.reason):
            return f"{words.offtopic_aim.format(title=title)} {self._pick('closing', work, words.closings)}"
        aim = self._filled(self._pick("aim", work, words.aims), work, words)
        method = self._filled(words.methods[work.design], work, words)
        found = [self._finding(work, words, line) for line in work.lines]
        return " ".join([aim, method, *found, self._pick("closing", work, words.closings)])

    def _finding(self, work: Work, words: PlannedWords, line: Line) -> str:
        phrases = words.constructs[line.construct]
        phrase = phrases[uniform(self.seed, f"review said {line.construct}", work.id) % len(phrases)]
        sentence = words.findings[line.direction]  # type: ignore[index]
        told = sentence.format(construct=phrase, result=self._pick("result", work, words.results))
        return told[0].upper() + told[1:]

    def _authors(self, work: Work) -> tuple[str, ...]:
        """One to four invented authors."""
        count = 1 + uniform(self.seed, "review authors", work.id) % 4
        start = uniform(self.seed, "review family", work.id)
        families = [self.plan.families[(start + 7 * place) % len(self.plan.families)] for place in range(count)]
        return tuple(
            f"{family}, {self.plan.given[uniform(self.seed, f'review given {family}', work.id) % len(self.plan.given)]}"
            for family in families
        )
