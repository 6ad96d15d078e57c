"""The words for an item of the questionnaire: the study's, else the program's, else its name."""

from collections.abc import Mapping

from alianza.report.evidence import Evidence
from alianza.study.message import Message
from alianza.study.text import Text
from alianza.survey.vocabulary import VARIABLES


def item_words(evidence: Evidence, item: str, own: Mapping[str, Text] | None = None) -> Text | Message:
    """How the report calls an item.

    Args:
        evidence: The evidence.
        item: A study variable, or a column of the pilot that the survey does not have.
        own: Words that a scale or the pilot gives its items.
    """
    given = own or {}
    if item in given:
        return given[item]
    declared = {one.variable: one for one in evidence.responses.source.items}
    scaled = {name: label for scale in evidence.responses.source.scales for name, label in scale.labels.items()}
    if item in scaled:
        return scaled[item]
    if item in declared and (declared[item].label.es or declared[item].label.en):
        return declared[item].label
    if item in declared and item not in VARIABLES:
        labels = {construct.id: construct.label for construct in evidence.protocol.constructs}
        role = Message(f"item_roles.{declared[item].role}")
        return Message("rows.item_of", {"construct": labels[declared[item].construct], "role": role})
    return Message("rows.variable", {"name": item})
