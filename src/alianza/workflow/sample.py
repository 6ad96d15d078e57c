"""`alianza sample`: draw firms from a directory with a certificate, and prove years later that nobody touched it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from alianza.formats import Refused
from alianza.formats.directory import Directory, read_directory
from alianza.formats.formulas import safe
from alianza.formats.sheet import file_digest
from alianza.render.draw_document import draw_document, stratum_label
from alianza.render.messages import LANGUAGES, known, sentence
from alianza.storage.output import staged
from alianza.study.crossing import SEPARATOR
from alianza.study.problem import Problem
from alianza.study.text import Text
from alianza.survey.certificate import (
    Certificate,
    CertifiedSample,
    CertifiedStratum,
    Origin,
    Plan,
    certified_sample,
    decoded,
    written,
)
from alianza.survey.draw_weights import unrepresented, weight_warnings
from alianza.survey.frame import SamplingFrame, sampling_frame
from alianza.survey.frame_codes import Derivation, derived
from alianza.survey.identifiers import identifier_warnings
from alianza.survey.values import near
from alianza.survey.verification import Verification, seal_problems, undrawable, verify
from alianza.workflow.synthetic import named_synthetic

CERTIFICATE, LIST, MANIFEST = "certificate.json", "sample.csv", "manifest.json"
ABSENT = 4
DECIMALS = 6
"""Of the weights in the list; a verification allows for the rounding."""
ABOUT_CERTIFICATE = frozenset(
    {"certificate_edited", "certificate_replaced", "seed_changed", "plan_changed", "digests_changed",
     "seed_or_digests_changed", "certificate_of_other_draw"}
)  # fmt: skip
ABOUT_LIST = frozenset(
    {"list_changed", "list_order_changed", "list_zeros_lost", "list_not_certified", "list_ids_rounded"}
)
ABOUT_STRATA = frozenset({"frame_stratum_count", "frame_stratum_changed", "size_column_changed", "plan_changed"})
NAMING_STRATA = frozenset({"frame_stratum_gone", "frame_stratum_new"})
"""Problems whose `place`, or whose `found`, is a stratum."""
_SIGNED = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class FrameFile:
    """A directory of firms and what its columns are.

    Attributes:
        path: The file.
        strata: Columns of the file whose combinations are the strata.
        id: Column of identifiers; the file's first column where empty.
        size: Column of the size for Neyman and power allocation, or empty.
        derived: Further stratum columns, computed from codes.
        kept: Columns that the list of drawn firms takes along, such as names and telephones.
    """

    path: Path
    strata: tuple[str, ...] = ()
    id: str = ""
    size: str = ""
    derived: tuple[Derivation, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands beside a certificate: its list of firms, and its printed pages by file name."""

    firms: pl.DataFrame | None
    pages: dict[str, bytes]


def draw_sample(file: FrameFile, plan: Plan, out: Path | None, date: str = "", language: str = "en") -> CertifiedSample:
    """The certified sample with its warnings; written to `out` where it is given.

    `out` then holds sample.csv, certificate.json, its pages to sign in both languages, and manifest.json.

    Args:
        file: The directory.
        plan: What was decided before the draw.
        out: The folder to write, or None.
        date: ISO date of the draw for the certificate, or empty.
        language: Language of the columns in words that the list has beside its codes.

    Raises:
        Refused: If the directory cannot be read or does not allow the draw, or `out` cannot be written.
    """
    origin = Origin(file.path.name, date, file.derived)
    frame = open_frame(file)
    sample, problems = certified_sample(frame, plan, origin)
    if sample is None:
        raise _refused(problems, file.path.name)
    sample = replace(sample, warnings=_warnings(frame, sample.certificate))
    copied = _copied(file, sample)
    if out is not None:
        _write(sample, _readable(sample, copied, language), out)
    return sample


def _warnings(frame: SamplingFrame, certificate: Certificate) -> tuple[Problem, ...]:
    """What a coordinator should know before signing: lost zeros, empty strata, unequal weights, few replacements."""
    zeros = identifier_warnings(frame.firms[frame.id])
    found = (*zeros, *unrepresented(certificate), *weight_warnings(certificate))
    return tuple(_in_words(problem, certificate) for problem in found)


def _copied(file: FrameFile, sample: CertifiedSample) -> pl.DataFrame:
    """The columns of the directory that the list takes along, one row a drawn firm in the list's order.

    Raises:
        Refused: With `unknown_frame_column` or `kept_name_taken`.
    """
    identifier = sample.certificate.id
    ids = sample.firms.select(pl.col(identifier).cast(pl.String))
    if not file.kept:
        return ids.select([])
    directory = read_directory(file.path, (identifier, *file.kept))
    absent = [_unknown(name, directory) for name in file.kept if name not in directory.columns]
    taken = [Problem("kept_name_taken", place=name) for name in file.kept if name in sample.firms.columns]
    if absent or taken:
        raise _refused([*absent, *taken], directory.name)
    firms = directory.firms.with_columns(pl.col(identifier).cast(pl.String))
    return ids.join(firms, on=identifier, how="left", maintain_order="left").select(file.kept)


def _readable(sample: CertifiedSample, copied: pl.DataFrame, language: str) -> pl.DataFrame:
    """The list as people read it: the copied columns behind the identifier, and the codes also in words.

    Codes stay as they are, for a verification reads them; weights have six decimals.
    """
    firms = sample.firms.with_columns(pl.col("weight").round(DECIMALS))
    own = [one.name for one in sample.certificate.origin.derived]
    coded: dict[str, str] = {name: "draw.values." for name in own}
    coded["status"] = "draw.list.values."
    words = [one for name, codes in coded.items() if (one := _worded(firms[name], codes, language)) is not None]
    taken = {*firms.columns, *copied.columns}
    words = [one for one in words if one.name not in taken]
    first, weight = firms.columns[0], firms["weight"]
    return pl.DataFrame([firms[first], *copied, *firms.drop(first, "weight"), *words, weight])


def _worded(codes: pl.Series, prefix: str, language: str) -> pl.Series | None:
    """A column of codes in words; None where the words are the codes, capitals aside."""
    words = {code: sentence(prefix + code, language) for code in codes.unique() if known(prefix + code, language)}
    if all(word.casefold() == code for code, word in words.items()):
        return None
    return codes.replace(words).alias(sentence(f"draw.list.{codes.name}", language))


def _in_words(problem: Problem, certificate: Certificate) -> Problem:
    """The problem whose sentence names strata by the words of their sectors; its codes stay in `place` and `found`."""
    values = dict(problem.values)
    if labels := values.get("labels"):
        values["labels"] = tuple(_stratum_text(str(label), certificate) for label in labels)  # type: ignore[attr-defined]
    if problem.code in ABOUT_STRATA:
        values |= {"place": _stratum_text(problem.place, certificate)} if problem.place else {}
    if problem.code in NAMING_STRATA:
        values["found"] = _stratum_text(problem.found, certificate)
    return replace(problem, values=values)


def _stratum_text(label: str, certificate: Certificate) -> Text:
    """A stratum's label in both languages."""
    parts = tuple(label.split(SEPARATOR))
    if len(parts) != len(certificate.columns):
        return Text(label, label) if label else Text(*(sentence("draw.all", language) for language in LANGUAGES))
    stratum = CertifiedStratum(parts, 0, 0, 0, "")
    return Text(*(stratum_label(stratum, certificate.columns, certificate.origin, one) for one in LANGUAGES))


def verify_sample(path: Path, file: Path, deposited: str = "") -> tuple[Certificate, Verification]:
    """A kept certificate and what has changed since; the list of firms and the pages beside it are checked as well.

    Args:
        path: The certificate.
        file: The directory.
        deposited: The seal as somebody kept it elsewhere, or empty.

    Raises:
        Refused: If the certificate cannot be read, or the directory is not there.
    """
    certificate = _certificate(path)
    kept = _beside(certificate, path)
    found = _verified(certificate, file, kept.firms, deposited)
    pages = _pages_changed(certificate, kept.pages) if found.certificate == "intact" else []
    found = replace(found, problems=(*found.problems, *pages))
    if not deposited and _of_other_draw(certificate, found, kept.pages):
        found = _other_draw(certificate, found)
    problems = (_in_words(problem, certificate) for problem in found.problems)
    return certificate, replace(found, problems=tuple(_placed(one, file.name, path.name) for one in problems))


def _of_other_draw(certificate: Certificate, found: Verification, pages: dict[str, bytes]) -> bool:
    """Whether list and pages both belong to another certificate; a page of another version still carries its seal."""
    seal = certificate.seal.encode("ascii")
    return found.certificate == "intact" and found.list == "changed" and bool(pages) and not any(
        seal in page for page in pages.values()
    )  # fmt: skip


def _other_draw(certificate: Certificate, found: Verification) -> Verification:
    """The verification that suspects the certificate first, and blames the list of nothing."""
    first = Problem("certificate_of_other_draw", found=str(certificate.plan.seed), expected=certificate.origin.source)
    return replace(found, certificate="unknown", list="unknown", problems=(first, *found.problems))


def _verified(certificate: Certificate, file: Path, kept: pl.DataFrame | None, deposited: str) -> Verification:
    """The verification; a directory that cannot be read by the certificate's columns is one of its answers."""
    own = {one.name for one in certificate.origin.derived}
    columns = tuple(name for name in certificate.columns if name not in own)
    wanted = FrameFile(file, columns, certificate.id, certificate.size, certificate.origin.derived)
    try:
        frame = open_frame(wanted)
    except Refused as refused:
        if refused.exit_code == ABSENT:
            raise
        reasons = (refused.problem, *refused.others)
        return undrawable(certificate, seal_problems(certificate, deposited), reasons, kept)
    return verify(certificate, frame, kept, deposited)


def open_frame(file: FrameFile) -> SamplingFrame:
    """The sampling frame of a directory.

    Raises:
        Refused: With `unknown_frame_column` or a reason of the reader or of the frame.
    """
    identifier = file.id or _first_column(file.path)
    sizes = (file.size,) if file.size else ()
    own = [one.name for one in file.derived]
    columns = (identifier, *file.strata, *(one.column for one in file.derived))
    directory = read_directory(file.path, columns, sizes)
    absent = [name for name in dict.fromkeys((*columns, *sizes)) if name not in directory.columns]
    if absent:
        raise _refused([_unknown(name, directory) for name in absent], directory.name)
    taken = [name for name in (identifier, *file.strata, *sizes) if name in own]
    if taken:
        raise _refused([Problem("derived_name_taken", place=name) for name in taken], directory.name)
    firms, unread = derived(directory.firms, file.derived)
    if unread:
        raise _refused(unread, directory.name)
    frame, problems = sampling_frame(firms, identifier, (*file.strata, *own), file.size)
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


def _beside(certificate: Certificate, path: Path) -> Kept:
    """The list and the pages in the certificate's folder, those that are there."""
    firms = path.with_name(LIST)
    pages = (path.with_name(_page_name(language)) for language in LANGUAGES)
    return Kept(
        _kept(firms, certificate) if firms.is_file() else None,
        {page.name: page.read_bytes() for page in pages if page.is_file()},
    )


def _kept(path: Path, certificate: Certificate) -> pl.DataFrame:
    """The kept list, also as a spreadsheet saves it: with semicolons or a mark of its encoding."""
    columns = (certificate.id, *certificate.columns, "status", "order", "weight")
    firms = read_directory(path, columns).firms
    return _spelled(firms.select(pl.all().cast(pl.String).fill_null("")), _unmarked)


def _page_name(language: str) -> str:
    return f"certificate.{language}.pdf"


def _pages(certificate: Certificate) -> dict[str, bytes]:
    """The certificate as pages to print and sign, by file name."""
    from alianza.render.pdf import to_pdf

    synthetic = named_synthetic(certificate.origin.source)
    return {_page_name(language): to_pdf(draw_document(certificate, language, synthetic)) for language in LANGUAGES}


def _pages_changed(certificate: Certificate, kept: dict[str, bytes]) -> list[Problem]:
    """A warning for a page that is not the one written from this certificate; pages prove nothing by themselves."""
    written_now = _pages(certificate) if kept else {}
    changed = [name for name, page in kept.items() if page != written_now[name]]
    return [Problem("page_differs", "warning", name, expected=certificate.seal[:12]) for name in changed]


def _write(sample: CertifiedSample, listed: pl.DataFrame, out: Path) -> None:
    from importlib.metadata import version

    text = written(sample.certificate)
    _refuse_other_draw(out / CERTIFICATE, text)
    with staged(out) as folder:
        _spelled(listed, _marked).write_csv(folder / LIST)
        (folder / CERTIFICATE).write_text(text, encoding="utf-8", newline="\n")
        pages = _pages(sample.certificate)
        for name, page in pages.items():
            (folder / name).write_bytes(page)
        digests = ",\n ".join(f'"{name}": "{file_digest(folder / name)}"' for name in (LIST, CERTIFICATE, *pages))
        manifest = f'{{"alianza": "{version("alianza")}",\n "outputs": {{{digests}}}}}\n'
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
    file = problem.file or (
        certificate if problem.code in ABOUT_CERTIFICATE else LIST if problem.code in ABOUT_LIST else frame
    )
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
