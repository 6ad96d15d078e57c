"""The review as a run reads it: its evidence, the digest of its log, and what does not add up."""

from alianza.review.evidence import ReviewEvidence
from alianza.review.flow import broken_identities
from alianza.review.search_log import unlike_hits
from alianza.storage.folder import StudyFolder
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.workflow.journal import Study, log_name
from alianza.workflow.review.reading import ReadReview, read_recorded
from alianza.workflow.synthetic import MARK, named_synthetic


def read_evidence(
    folder: StudyFolder, protocol: Protocol | None, digests: dict[str, str]
) -> tuple[ReviewEvidence | None, tuple[Problem, ...]]:
    """The evidence of a study's review; None where the protocol declares none.

    Args:
        folder: The study folder.
        protocol: Its protocol, or None where that is unreadable.
        digests: Takes the digest of the log's last event, under the name of the file that holds the log.

    Returns:
        The evidence, and `flow_broken` for each sum of the flow that does not hold, `synthetic_undeclared`, or as
        `wrong_state` or `unlike_hits`.

    Raises:
        Refused: If the log cannot be read, or is not what was recorded.
    """
    if protocol is None or protocol.review is None:
        return None, ()
    read = read_recorded(Study(folder, protocol))
    name = log_name(folder.path)
    if name:
        digests[name] = read.head
    return read.evidence, (
        *read.problems,
        *broken_identities(read.evidence.flow),
        *unlike_hits(read.state),
        *_undeclared(read, name),
    )


def _undeclared(read: ReadReview, name: str) -> tuple[Problem, ...]:
    """An error where the review is synthetic by its files and the protocol does not say so."""
    files = [name, *(one.file for one in read.state.imports)]
    marked = [file for file in files if named_synthetic(file)]
    if read.study.protocol.synthetic or not marked:
        return ()
    return (Problem("synthetic_undeclared", file=marked[0], place="synthetic", found=MARK),)
