"""References inside a protocol that lead nowhere: constructs, variables and columns that nobody declared."""

from collections.abc import Iterable, Iterator, Sequence

from alianza.study.design_contradictions import contradicted_design
from alianza.study.implied import contradicted_rules, with_implied
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol, Source
from alianza.study.survey_design import Calibration


def dangling_references(protocol: Protocol, file: str = "study.toml") -> tuple[Problem, ...]:
    """Every reference of the protocol that names something undeclared, and every id used twice."""
    found = [*_repeated_ids(protocol), *_constructs(protocol), *_variables(protocol), *_review(protocol)]
    found += [*_interviews(protocol), *_asked_by_survey(protocol)]
    problems = [
        Problem(code, file=file, place=place, found=name, expected=", ".join(sorted(known)))
        for code, place, name, known in found
    ]
    design = contradicted_design(protocol.survey.design, file) if protocol.survey else ()
    return (*problems, *contradicted_rules(protocol, file), *design)


Reference = tuple[str, str, str, frozenset[str]]


def _repeated_ids(protocol: Protocol) -> Iterator[Reference]:
    groups = {
        "questions": [question.id for question in protocol.questions],
        "constructs": [construct.id for construct in protocol.constructs],
        "hypotheses": [hypothesis.id for hypothesis in protocol.hypotheses],
        "survey.scales": [scale.id for scale in protocol.survey.scales] if protocol.survey else [],
    }
    for group, ids in groups.items():
        yield from _repeated(f"{group}[{{}}].id", ids)


def _repeated(place: str, ids: Sequence[str]) -> Iterator[Reference]:
    for index, identifier in enumerate(ids):
        if identifier in ids[:index]:
            yield "repeated_id", place.format(index), identifier, frozenset()


def _constructs(protocol: Protocol) -> Iterator[Reference]:
    known = frozenset(construct.id for construct in protocol.constructs)
    for index, construct in enumerate(protocol.constructs):
        if construct.part_of and construct.part_of not in known:
            yield "unknown_construct", f"constructs[{index}].part_of", construct.part_of, known
    for index, item in enumerate(protocol.survey.items if protocol.survey else ()):
        if item.construct not in known:
            yield "unknown_construct", f"survey.items[{index}].construct", item.construct, known
    for index, scale in enumerate(protocol.survey.scales if protocol.survey else ()):
        if scale.construct not in known:
            yield "unknown_construct", f"survey.scales[{index}].construct", scale.construct, known


def _review(protocol: Protocol) -> Iterator[Reference]:
    """What the review's protocol repeats, and the constructs that it names and nobody declared."""
    review = protocol.review
    if review is None:
        return
    yield from _repeated("review.panel[{}].id", [member.id for member in review.panel])
    yield from _repeated("review.criteria[{}].code", [one.code for one in review.criteria])
    yield from _repeated("review.extraction[{}].name", [one.name for one in review.extraction])
    known = frozenset(construct.id for construct in protocol.constructs)
    named = {f"review.dictionary.{name}": name for name in review.dictionary}
    named |= {f"review.pooled[{index}].construct": one.construct for index, one in enumerate(review.pooled)}
    yield from (("unknown_construct", place, name, known) for place, name in named.items() if name not in known)


def _interviews(protocol: Protocol) -> Iterator[Reference]:
    """What the interviews' protocol repeats."""
    interviews = protocol.interviews
    if interviews is None:
        return
    yield from _repeated("interviews.coders[{}].id", [coder.id for coder in interviews.coders])
    yield from _repeated("interviews.topics[{}].id", [topic.id for topic in interviews.topics])
    yield from _repeated("interviews.guide[{}].version", [guide.version for guide in interviews.guide])


def _asked_by_survey(protocol: Protocol) -> Iterator[Reference]:
    """What a survey's report must say and the protocol leaves out; other strands do not ask about one alliance."""
    if protocol.survey and protocol.study.focal_alliance is None:
        yield "missing_key", "study.focal_alliance", "", frozenset()


def _variables(protocol: Protocol) -> Iterator[Reference]:
    if protocol.survey is None:
        return
    source = with_implied(protocol) or protocol.survey
    known = frozenset(source.columns) | {derived.name for derived in source.derived}
    yield from _missing(_uses(protocol.survey), known)
    yield from _derived_uses(protocol.survey)
    yield from _questionnaire(protocol.survey, known)
    if protocol.success:
        yield from _missing([("success.variable", protocol.success.variable)], known)
    if protocol.structure:
        yield from _missing([("structure.items", item) for item in protocol.structure.items], known)


def _uses(source: Source) -> Iterator[tuple[str, str]]:
    """Places of the survey block that name a study variable."""
    for index, item in enumerate(source.items):
        yield f"survey.items[{index}].variable", item.variable
    for block in ("kinds", "labels", "missing", "reference"):
        for variable in getattr(source, block):
            if variable != "*":
                yield f"survey.{block}.{variable}", variable
    design = source.design
    single = {"weights": design.weights, "psu": design.psu, "ssu": design.ssu, "eligible": design.eligible}
    single |= {"responded": design.responded}
    for key, variable in single.items():
        if variable:
            yield f"survey.design.{key}", variable
    for key in ("strata", "fpc", "adjust_by", "adjust_model"):
        for variable in getattr(design, key):
            yield f"survey.design.{key}", variable
    if design.calibration:
        yield from _known_totals(design.calibration)
    if source.respondents:
        yield "survey.respondents", source.respondents


def _questionnaire(source: Source, known: frozenset[str]) -> Iterator[Reference]:
    """Items of scales, scales that a pilot tries, and what the survey's own rows say of the fieldwork."""
    for index, scale in enumerate(source.scales):
        place = f"survey.scales[{index}]"
        yield from _missing([(f"{place}.items", item) for item in scale.items], known)
        own = frozenset(scale.items)
        yield from _missing([(f"{place}.reversed", item) for item in scale.reversed], own, "not_an_item")
        yield from _missing([(f"{place}.labels.{item}", item) for item in scale.labels], own, "not_an_item")
    if source.pilot:
        scales = frozenset(scale.id for scale in source.scales)
        yield from _missing([("survey.pilot.scales", name) for name in source.pilot.scales], scales, "unknown_scale")
    if source.fieldwork and not source.fieldwork.file:
        declared = source.fieldwork
        uses = [(key, getattr(declared, key)) for key in ("disposition", "attempts", "mode")]
        uses += [("strata", name) for name in declared.strata]
        yield from _missing([(f"survey.fieldwork.{key}", name) for key, name in uses if name], known)


def _known_totals(calibration: Calibration) -> Iterator[tuple[str, str]]:
    """Places of the calibration that name a study variable."""
    for key in ("margins", "totals"):
        for variable in getattr(calibration, key):
            yield f"survey.design.calibration.{key}.{variable}", variable
    for index, counts in enumerate(calibration.counts):
        for variable in counts.by:
            yield f"survey.design.calibration.counts[{index}].by", variable


def _derived_uses(source: Source) -> Iterator[Reference]:
    """A derived variable may read columns and variables derived above it."""
    known = frozenset(source.columns)
    for index, derived in enumerate(source.derived):
        yield from _missing([(f"survey.derived[{index}].of", name) for name in derived.of], known)
        known |= {derived.name}


def _missing(
    uses: Iterable[tuple[str, str]], known: frozenset[str], code: str = "unknown_variable"
) -> Iterator[Reference]:
    for place, name in uses:
        if name not in known:
            yield code, place, name, known
