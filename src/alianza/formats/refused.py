"""The one exception of the reading rooms: an input that nothing can safely be read from."""

from alianza.study.problem import Problem

CONTRADICTORY = 3
ABSENT = 4


class Refused(Exception):  # noqa: N818 - the name is a contract
    """An input was refused; `problem` says why and what to do.

    Attributes:
        problem: The reason, with its stable code.
        exit_code: 3 for unreadable or contradictory inputs, 4 for a resource that is missing.
        others: Further problems found in the same pass.
    """

    def __init__(self, problem: Problem, exit_code: int = CONTRADICTORY, others: tuple[Problem, ...] = ()) -> None:
        super().__init__(f"{problem.code}: {problem.file or problem.place}")
        self.problem = problem
        self.exit_code = exit_code
        self.others = others
