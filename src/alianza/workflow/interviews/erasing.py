"""Words that are erased for good: out of the database, and out of what a log as text holds of them."""

from collections.abc import Callable, Iterable, Sequence

from alianza.storage.database import opened
from alianza.storage.event_log import erase, read
from alianza.storage.log_text import write
from alianza.study.event import Event
from alianza.workflow.interviews.reading import CODING
from alianza.workflow.journal import Study, log_file


def erase_words(study: Study, chosen: Callable[[Sequence[Event]], Iterable[str]]) -> None:
    """Erase contents.

    Args:
        study: The study.
        chosen: Digests of the contents, from all events of the coding.
    """
    database = opened(study.path)
    with database.writing() as connection:
        erase(connection, chosen(read(connection, CODING.stream)))
    database.forget()
    log = log_file(study.path)
    if log is not None:
        with database.reading() as connection:
            write(connection, log)
