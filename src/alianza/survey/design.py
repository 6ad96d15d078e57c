"""The sampling design of a survey's responses, as `alianza.statistics.Design` wants it."""

from alianza.statistics import Design
from alianza.survey.responses import Responses


def design_of(responses: Responses) -> Design:
    """The design declared by the study: computed weights where the frame's counts are known, else the file's.

    With neither weights nor counts every firm counts once, and estimates describe the respondents only.

    Raises:
        alianza.statistics.errors.DesignError: If weights, strata or population sizes contradict each other.
    """
    declared, frame = responses.source.design, responses.frame
    if "_weight" in frame.columns:
        return Design(
            frame, weights="_weight", strata="_stratum", psu=_there(responses, declared.psu), fpc="_fpc",
            lonely_psu=declared.lonely_psu,
        )  # fmt: skip
    return Design(
        frame,
        weights=_there(responses, declared.weights),
        strata=_present(responses, declared.strata),
        psu=_there(responses, declared.psu),
        ssu=_there(responses, declared.ssu),
        fpc=_present(responses, declared.fpc),
        lonely_psu=declared.lonely_psu,
    )


def _there(responses: Responses, variable: str) -> str | None:
    return variable if variable in responses.frame.columns else None


def _present(responses: Responses, variables: tuple[str, ...]) -> list[str] | None:
    return [variable for variable in variables if variable in responses.frame.columns] or None
