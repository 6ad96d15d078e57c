"""A logistic regression as it is asked for and fitted, with the words for its terms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from alianza.report.spss.source import Source, words
from alianza.statistics.errors import BadVariable
from alianza.statistics.models.maximum_likelihood import LikelihoodLogistic, Rules, last_levels, likelihood_logistic
from alianza.statistics.models.model_matrix import INTERCEPT
from alianza.statistics.sampling.structure import Rows
from alianza.statistics.sampling.variables import MISSING
from alianza.study.message import Message
from alianza.study.text import Text


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression as it is asked for.

    Attributes:
        outcome: The dependent variable.
        predictors: The covariates, in the order in which they are printed.
        categorical: Those of them that are categories; texts always are.
        reference: Reference category of each, `last` (SPSS's) or `first` (R's).
        method: `ml`, which turns to Firth's method where a variable separates the outcomes, or `firth`.
        influence: Also list the cases that the model fits badly.
    """

    outcome: str
    predictors: tuple[str, ...]
    categorical: tuple[str, ...] = ()
    reference: str = "last"
    method: str = "ml"
    influence: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """A fitted model with what its tables need to know about the request."""

    source: Source
    model: Model
    fit: LikelihoodLogistic
    factors: tuple[str, ...]
    rows: Rows
    separated: tuple[str, ...] = ()


def analyse(source: Source, model: Model) -> Analysis:
    """Fit the model; where a variable separates the outcomes, by Firth's method, and the variable is remembered."""
    columns, names = source.columns, (model.outcome, *model.predictors)
    texts = [name for name in model.predictors if not columns.series(name).dtype.is_numeric()]
    wrong = [name for name in model.categorical if name not in model.predictors]
    if wrong:
        raise BadVariable("no_such_variable", wrong[0], expected=", ".join(model.predictors))
    factors = tuple(name for name in model.predictors if name in model.categorical or name in texts)
    rows = source.complete(names)
    last = last_levels(columns, factors, rows)
    base = last if model.reference == "last" else {name: _first(source, name, rows) for name in last}

    def fitted(method: str) -> LikelihoodLogistic:
        rules = Rules(method, base)
        return likelihood_logistic(columns, model.outcome, model.predictors, (rows, source.counts), rules)

    fit = fitted(model.method)
    separated = fit.separated
    return Analysis(source, model, fitted("firth") if separated else fit, factors, rows, separated)


def _first(source: Source, name: str, rows: Rows) -> object:
    factor = source.factor(name)
    return factor.levels[int(factor.codes[rows].min())]


def levels_of(done: Analysis, name: str) -> list[object]:
    """Levels of a factor that the model uses, the reference among them."""
    factor = done.source.factor(name)
    return [factor.levels[int(code)] for code in np.unique(factor.codes[done.rows]) if code != MISSING]


def outcomes(done: Analysis) -> list[Text | Message]:
    """Labels of the outcome's two values, the event second."""
    return [done.source.label(done.model.outcome, level) for level in levels_of(done, done.model.outcome)]


def numbered(name: str, place: int) -> Message:
    """A category of a variable as SPSS names it: `sector(1)`."""
    return Message("stats.numbered", {"variable": Text(name), "place": place})


def term_words(done: Analysis, term: str) -> Text | Message:
    """A term of a model as SPSS names it, by the name of its variable and the column of the table of codings.

    A column that the model left out has no number: it is named by its value.
    """
    if term == INTERCEPT:
        return words("constant")
    name = next((name for name in done.factors if term.startswith(f"{name}=")), "")
    if not name:
        return Text(term)
    own = [line.term for line in done.fit.coefficients if line.term.startswith(f"{name}=")]
    if term in own:
        return numbered(name, own.index(term) + 1)
    level = term.removeprefix(f"{name}=")
    return Message(
        "stats.valued", {"variable": Text(name), "value": done.source.labels.get(name, {}).get(level, level)}
    )


def legend(done: Analysis) -> list[Message]:
    """The labels of the predictors, once: the tables name them as the file does."""
    labels = done.source.titles
    pairs = [
        Message("stats.legend", {"name": name, "label": Text(labels[name])})
        for name in done.model.predictors
        if labels.get(name, name) != name
    ]
    return [Message("stats.notes.legend", {"variables": pairs})] if pairs else []


def terms_words(done: Analysis, terms: Sequence[str]) -> tuple[Text | Message, ...]:
    """The same of several terms."""
    return tuple(term_words(done, term) for term in terms)


def term_lines(done: Analysis, terms: Sequence[str]) -> Iterator[tuple[str, Text | Message, str]]:
    """The predictors as SPSS lists them: a number's line, or a category's line and one for each of its terms.

    Args:
        done: The model.
        terms: Its terms without the constant, in order.

    Yields:
        Predictor, words of the line, and term; the term is empty on the line of a whole category.
    """
    for name in dict.fromkeys(source for source in done.fit.sources if source != INTERCEPT):
        title = Text(name)
        own = [term for term in terms if term == name or (name in done.factors and term.startswith(f"{name}="))]
        if name not in done.factors:
            yield name, title, own[0]
            continue
        yield name, title, ""
        yield from ((name, numbered(name, place), term) for place, term in enumerate(own, 1))
