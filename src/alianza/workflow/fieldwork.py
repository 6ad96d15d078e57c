"""The files that stand beside a survey: who was worked and how it ended, and the trial of the questionnaire."""

from dataclasses import replace

from alianza.formats.sheet import Sheet, read
from alianza.storage.folder import StudyFolder
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.survey.contact_file import disagreement, own_contacts, read_contacts
from alianza.survey.contacts import Contacts
from alianza.survey.pilot import Pilot
from alianza.survey.pilot_file import read_pilot
from alianza.survey.responses import Responses

Problems = tuple[Problem, ...]


def with_fieldwork(
    folder: StudyFolder, protocol: Protocol, responses: Responses, digests: dict[str, str]
) -> tuple[Responses, Problems]:
    """The responses with the contacts and the pilot that the study declares, and what was odd in their files.

    Raises:
        alianza.formats.Refused: If a file that the protocol names is missing or nothing in it is safe to read.
    """
    contacts, odd = _contacts(folder, protocol, responses, digests)
    pilot, more = _pilot(folder, protocol, digests)
    return replace(responses, contacts=contacts, pilot=pilot), (*odd, *more)


def _contacts(
    folder: StudyFolder, protocol: Protocol, responses: Responses, digests: dict[str, str]
) -> tuple[Contacts | None, Problems]:
    source = responses.source
    declared = source.fieldwork
    if declared is None or not declared.file:
        return own_contacts(responses)
    sheet = _sheet(folder, protocol, declared.file, digests)
    contacts, problems = read_contacts(sheet, declared, source, responses.labels)
    against = disagreement(contacts, responses, sheet.name) if contacts else ()
    return contacts, (*sheet.problems, *problems, *against)


def _pilot(folder: StudyFolder, protocol: Protocol, digests: dict[str, str]) -> tuple[Pilot | None, Problems]:
    declared = protocol.survey.pilot if protocol.survey else None
    if declared is None:
        return None, ()
    sheet = _sheet(folder, protocol, declared.file, digests)
    pilot, problems = read_pilot(sheet, protocol)
    return pilot, (*sheet.problems, *problems)


def _sheet(folder: StudyFolder, protocol: Protocol, name: str, digests: dict[str, str]) -> Sheet:
    sheet = read(folder.resolve(name), max_bytes=protocol.limits.max_bytes)
    digests[name] = sheet.digest
    return sheet
