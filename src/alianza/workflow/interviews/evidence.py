"""The interviews as a run reads them: their evidence, the digests of what it comes from, and what is odd about it."""

from alianza.interviews.evidence import InterviewEvidence
from alianza.storage.folder import StudyFolder
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.workflow.interviews.reading import ReadCoding, read_recorded
from alianza.workflow.journal import Study, log_name
from alianza.workflow.synthetic import MARK, named_synthetic


def read_interviews(
    folder: StudyFolder, protocol: Protocol | None, digests: dict[str, str]
) -> tuple[InterviewEvidence | None, tuple[Problem, ...]]:
    """The evidence of a study's interviews, without participants who withdrew; None where it declares none.

    Args:
        folder: The study folder.
        protocol: Its protocol, or None where that is unreadable.
        digests: Takes the digests of the registry and of the log's last event, under the names of their files.

    Returns:
        The evidence, and the problems of the registry and of whose texts are, or `synthetic_undeclared`.

    Raises:
        Refused: If the registry or the log cannot be read, or the log is not what was recorded.
    """
    if protocol is None or protocol.interviews is None:
        return None, ()
    read = read_recorded(Study(folder, protocol), digests)
    name = log_name(folder.path)
    if name:
        digests[name] = read.head
    evidence = InterviewEvidence(read.protocol, read.registry, read.state, read.assembled)
    return evidence, (*read.registry.problems, *read.odd, *read.problems, *_undeclared(read, name))


def _undeclared(read: ReadCoding, name: str) -> tuple[Problem, ...]:
    """An error where interviews are synthetic by their files or their first word, and the protocol does not say so."""
    if read.study.protocol.synthetic:
        return ()
    files = [name, read.protocol.registry, *(one.transcript for one in read.registry.standing)]
    marked = [file for file in files if named_synthetic(file)]
    marked += [one.name for one in read.assembled.project.documents if one.text.lstrip("\ufeff \n").startswith(MARK)]
    return (Problem("synthetic_undeclared", file=marked[0], place="synthetic", found=MARK),) if marked else ()
