"""Figures as PNG, which Word needs; a second process draws them while this one writes what needs no pictures."""

import json
import sys
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from alianza.render.second_process import SecondProcess

SCALE: Final = 2
"""Pixels of a picture for each CSS pixel: 200 dots an inch on paper."""


def rasterised(svg: str) -> bytes:
    """A figure as PNG."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=SCALE))


class Pictures:
    """Pictures that second processes draw ahead; whatever they fail to draw is drawn when it is asked for."""

    def __init__(self) -> None:
        self._drawn: dict[str, bytes] = {}
        self._begun: list[tuple[tuple[str, ...], SecondProcess]] = []

    def begin(self, svgs: Sequence[str]) -> None:
        """Let a process of its own begin with some figures."""
        process = SecondProcess("from alianza.render.pictures import main; main()")
        process.start(json.dumps(list(svgs)).encode("utf-8"))
        self._begun.append((tuple(svgs), process))

    def png(self, svg: str) -> bytes:
        """A figure as PNG, once."""
        while svg not in self._drawn and self._begun:
            svgs, process = self._begun.pop(0)
            self._drawn |= zip(svgs, _unpacked(process.take()), strict=False)
        return self._drawn.pop(svg, b"") or rasterised(svg)

    def stop(self) -> None:
        """End what nobody asked for."""
        for _, process in self._begun:
            process.stop()
        self._begun, self._drawn = [], {}


ahead = Pictures()


def main() -> None:
    """Draw the figures on standard input, a JSON list of SVG; their lengths in a line, then the PNGs, go out."""
    drawn = [rasterised(svg) for svg in json.loads(sys.stdin.buffer.read())]
    sys.stdout.buffer.write(" ".join(str(len(one)) for one in drawn).encode("ascii") + b"\n" + b"".join(drawn))


def _unpacked(made: bytes) -> list[bytes]:
    """The PNGs that `main` wrote; none where it failed."""
    lengths, _, content = made.partition(b"\n")
    ends = accumulate(map(int, lengths.split()), initial=0)
    return [content[start:end] for start, end in pairwise(ends)]
