"""What `[review]` in `simulate.toml` declares: the literature that a synthetic review finds, and how it is judged.

Every number is a neutral value or a target, stated there with its reason; nothing comes from a real database.
"""

from collections.abc import Mapping

from alianza.study.record import Record
from alianza.study.review_protocol import Direction, Measure, Stage
from alianza.study.text import Text


class PlannedExport(Record, frozen=True, kw_only=True):
    """An export of a database.

    Attributes:
        database: As imports recognise it; decides the dialect that is written (scopus: RIS, scielo: BibTeX, wos:
            plain text).
        file: Where it is written, relative to the study folder.
        journals: Invented journals that the database indexes.
        damaged: Records that stand in the file cut off, so that no reader can read them.
    """

    database: str
    file: str
    journals: tuple[str, ...]
    damaged: int = 0


class PlannedFates(Record, frozen=True, kw_only=True):
    """What becomes of the articles: exact numbers.

    Attributes:
        excluded: Criterion to articles excluded by title and abstract.
        unobtained: Articles whose full text cannot be had.
        ineligible: Criterion to articles excluded by full text.
        unfit: Articles that fail both screening questions of the appraisal.
        included: Articles that stay.
        twice: Articles that two databases hold.
        thrice: Articles that all three hold.
    """

    excluded: dict[str, int]
    unobtained: int
    ineligible: dict[str, int]
    unfit: int
    included: int
    twice: int
    thrice: int


class PlannedDoubts(Record, frozen=True, kw_only=True):
    """Pairs of records that only a person can tell to be one publication, or two: exact numbers.

    Attributes:
        disguised: Publications that two databases hold, one of them without the DOI and with other pages.
        alike: Pairs of publications that share their authors and almost a title: an early version and its article.
        open: So many of those pairs nobody has decided yet.
    """

    disguised: int = 0
    alike: int = 0
    open: int = 0


class PlannedJudging(Record, frozen=True, kw_only=True):
    """How people judge.

    Attributes:
        disagreement: Share of articles on which one of the two judges differs, by stage.
        unsure: Share of those differences in which that judge is unsure.
        ratings: Share of answers on which the two raters differ.
        answers: Answer to its share in an ordinary profile.
        weak: Included articles with a weak profile.
        weak_no: Share of answers no in a weak profile.
    """

    disagreement: dict[Stage, float]
    unsure: float
    ratings: float
    answers: dict[str, float]
    weak: int
    weak_no: float


class PlannedEffects(Record, frozen=True, kw_only=True):
    """Correlations that some articles give on a construct.

    Attributes:
        construct: The construct.
        outcome: The outcome that it is related to.
        articles: How many articles give one.
        values: Direction to the mean correlation of such articles.
        tau: Standard deviation of the true effects, on Fisher's z.
        cases: Fewest and most cases.
        measure: What is given.
    """

    construct: str
    outcome: str
    articles: int
    values: dict[Direction, float]
    tau: float
    cases: tuple[int, ...]
    measure: Measure = "correlation"


class PlannedWords(Record, frozen=True, kw_only=True):
    """Words of a language from which titles and abstracts are put together; names in braces are filled in.

    Attributes:
        titles: Titles of articles on alliances: {construct}, {type}, {sector}, {country}.
        aims: First sentences of abstracts.
        methods: Study design to its sentence: {n}, {sector}, {country}.
        findings: Direction to its sentence: {construct}, {result}.
        closings: Last sentences.
        results: What constructs are related to.
        constructs: Construct to its phrases.
        types: Type of alliance to its phrase.
        sectors: Sector to its phrase.
        countries: Country code to its name.
        offtopic: Criterion to titles of articles that it leaves out.
        offtopic_aim: First sentence of their abstracts: {title}.
        early: Title of an early version of an article: {title}.
    """

    titles: tuple[str, ...]
    aims: tuple[str, ...]
    methods: dict[str, str]
    findings: dict[Direction, str]
    closings: tuple[str, ...]
    results: tuple[str, ...]
    constructs: dict[str, tuple[str, ...]]
    types: dict[str, str]
    sectors: dict[str, str]
    countries: dict[str, str]
    offtopic: dict[str, tuple[str, ...]]
    offtopic_aim: str
    early: str = "{title}"


class ReviewPlan(Record, frozen=True, kw_only=True):
    """Everything that a synthetic review is drawn from.

    Attributes:
        log: Where the log of changes is written, relative to the study folder.
        exports: The databases' exports.
        fates: What becomes of the articles.
        doubts: Which records are doubtful pairs.
        judging: How they are judged.
        themes: Construct to direction to the number of included articles.
        effects: Effects that articles give.
        countries: Country code to its share of the articles.
        sectors: Sector to its share.
        types: Type of alliance to its share.
        designs: Study design to the number of included articles.
        languages: Language to the share of articles written in it.
        families: Invented family names.
        given: Given names.
        days: Step of the review to its day.
        words: The words of each language.
        note: What the records say about themselves.
    """

    log: str
    exports: tuple[PlannedExport, ...]
    fates: PlannedFates
    judging: PlannedJudging
    themes: dict[str, dict[Direction, int]]
    effects: tuple[PlannedEffects, ...]
    countries: dict[str, float]
    sectors: dict[str, float]
    types: dict[str, float]
    designs: dict[str, int]
    languages: dict[str, float]
    families: tuple[str, ...]
    given: tuple[str, ...]
    days: dict[str, str]
    words: dict[str, PlannedWords]
    note: Text
    doubts: PlannedDoubts = PlannedDoubts()

    @property
    def articles(self) -> int:
        """Publications that the databases hold together."""
        fates = self.fates
        sought = fates.unobtained + sum(fates.ineligible.values()) + fates.unfit + fates.included
        return sum(fates.excluded.values()) + sought


def quotas(shares: Mapping[str, float], total: int) -> dict[str, int]:
    """Whole numbers in proportion to shares that add up to a total (largest remainders; ties in the order given).

    >>> quotas({"a": 0.5, "b": 0.3, "c": 0.2}, 7)
    {'a': 4, 'b': 2, 'c': 1}
    """
    whole = sum(shares.values())
    exact = {name: share / whole * total for name, share in shares.items()}
    counts = {name: int(value) for name, value in exact.items()}
    rest = sorted(exact, key=lambda name: counts[name] - exact[name])[: total - sum(counts.values())]
    return {name: count + (name in rest) for name, count in counts.items()}
