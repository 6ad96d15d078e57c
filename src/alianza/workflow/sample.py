"""`alianza sample`: draw firms from a directory with a certificate, and prove years later that nobody touched it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from alianza.formats import Refused
from alianza.formats.directory import Directory, read_directory
from alianza.formats.sheet import file_digest
from alianza.render.csv_tables import safe
from alianza.storage.output import staged
from alianza.study.problem import Problem
from alianza.survey.certificate import Certificate, CertifiedSample, Plan, certified_sample, decoded, verify, written
from alianza.survey.frame import SamplingFrame, sampling_frame
from alianza.survey.values import near

CERTIFICATE, LIST, MANIFEST = "certificate.json", "sample.csv", "manifest.json"
ABSENT = 4
_SIGNED = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class FrameFile:
    """A directory of firms and what its columns are.

    Attributes:
        path: The file.
        strata: Columns whose combinations are the strata.
        id: Column of identifiers; the file's first column where empty.
        size: Column of the size for Neyman and power allocation, or empty.
    """

    path: Path
    strata: tuple[str, ...] = ()
    id: str = ""
    size: str = ""


def draw_sample(file: FrameFile, plan: Plan, out: Path | None) -> CertifiedSample:
    """The certified sample; written to `out` as sample.csv, certificate.json and manifest.json where it is given.

    Raises:
        Refused: If the directory cannot be read or does not allow the draw, or `out` cannot be written.
    """
    sample, problems = certified_sample(open_frame(file), plan)
    if sample is None:
        raise _refused(problems, file.path.name)
    if out is not None:
        _write(sample, out)
    return sample


def verify_sample(path: Path, file: Path) -> tuple[Certificate, list[Problem]]:
    """A kept certificate and what has changed since; the list of firms beside it is checked as well.

    Raises:
        Refused: If the certificate or the directory cannot be read.
    """
    certificate = _certificate(path)
    frame = open_frame(FrameFile(file, certificate.columns, certificate.id, certificate.size))
    beside = path.with_name(LIST)
    kept = _kept(beside) if beside.is_file() else None
    problems = verify(certificate, frame, kept)
    return certificate, [_placed(problem, file.name, path.name) for problem in problems]


def open_frame(file: FrameFile) -> SamplingFrame:
    """The sampling frame of a directory.

    Raises:
        Refused: With `unknown_frame_column` or a reason of the reader or of the frame.
    """
    identifier = file.id or _first_column(file.path)
    sizes = (file.size,) if file.size else ()
    directory = read_directory(file.path, (identifier, *file.strata), sizes)
    absent = [name for name in (identifier, *file.strata, *sizes) if name not in directory.columns]
    if absent:
        raise _refused([_unknown(name, directory) for name in absent], directory.name)
    frame, problems = sampling_frame(directory.firms, identifier, file.strata, file.size)
    if frame is None:
        raise _refused(problems, directory.name)
    return frame


def _first_column(path: Path) -> str:
    names = read_directory(path, ()).columns
    return names[0] if names else ""


def _unknown(name: str, directory: Directory) -> Problem:
    values = {"near": near(name, directory.columns)}
    return Problem("unknown_frame_column", place=name, expected=", ".join(directory.columns[:12]), values=values)


def _certificate(path: Path) -> Certificate:
    if not path.is_file():
        raise Refused(Problem("file_missing", file=path.name, found=path.name), ABSENT)
    certificate, problems = decoded(path.read_bytes())
    if certificate is None:
        raise _refused(problems, path.name)
    return certificate


def _kept(path: Path) -> pl.DataFrame:
    try:
        return _spelled(pl.read_csv(path, infer_schema=False), _unmarked)
    except pl.exceptions.PolarsError:
        raise Refused(Problem("unreadable_file", file=path.name, expected="csv", values={"looks_like": ""})) from None


def _write(sample: CertifiedSample, out: Path) -> None:
    from importlib.metadata import version

    text = written(sample.certificate)
    _refuse_other_draw(out / CERTIFICATE, text)
    with staged(out) as folder:
        _spelled(sample.firms, _marked).write_csv(folder / LIST)
        (folder / CERTIFICATE).write_text(text, encoding="utf-8", newline="\n")
        digests = ",\n ".join(f'"{name}": "{file_digest(folder / name)}"' for name in (LIST, CERTIFICATE))
        manifest = f'{{"alianza": "{version("alianza")}",\n "files": {{{digests}}}}}\n'
        (folder / MANIFEST).write_text(manifest, encoding="utf-8", newline="\n")


def _spelled(firms: pl.DataFrame, spelling: Callable[[str], str]) -> pl.DataFrame:
    """The list with its texts and headings spelled anew."""
    texts = pl.col(pl.String).map_elements(spelling, return_dtype=pl.String)
    return firms.with_columns(texts).rename({name: spelling(name) for name in firms.columns})


def _marked(text: str) -> str:
    """A text that a spreadsheet would take for a formula, with an apostrophe; a number with its sign stays."""
    return text if _SIGNED.fullmatch(text) else str(safe(text))


def _unmarked(text: str) -> str:
    """The text that `_marked` spelled."""
    return text[1:] if text.startswith("'") and _marked(text[1:]) == text else text


def _refuse_other_draw(kept: Path, text: str) -> None:
    """A certificate is evidence: a folder that holds the one of another draw is never written over."""
    if kept.is_file() and kept.read_bytes() != text.encode("utf-8"):
        raise Refused(Problem("other_draw_kept", file=kept.name, found=str(kept.parent)))


def _refused(problems: Sequence[Problem], file: str) -> Refused:
    placed = [_placed(problem, file, file) for problem in problems]
    return Refused(placed[0], others=tuple(placed[1:]))


def _placed(problem: Problem, frame: str, certificate: str) -> Problem:
    """The problem with the file that it is about."""
    own = {"certificate_edited": certificate, "list_changed": LIST, "list_order_changed": LIST}
    file = problem.file or own.get(problem.code, frame)
    return Problem(
        problem.code,
        problem.severity,
        file,
        problem.row,
        problem.place,
        problem.found,
        problem.expected,
        problem.values,
    )
