"""Makes care/papers/fonts/ from Noto, as the PyPI package manimgx-fonts carries it.

    .venv/dev/bin/python -m tools.fonts FOLDER

FOLDER holds Noto Sans Arabic as Debian's fonts-noto-core has it (2.005). Later ones take the dots
off the letters and put them back as marks: then a PDF's text can't be copied or searched, as each
part is said to be the whole letter.

Each font is cut down to the letters that papers are written in, at two weights, with everything
that shapes them; `covered.txt` lists what the fonts have, so that the bot knows what it can print.
"""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

import manimgx_fonts
from fontTools import subset, ttLib
from fontTools.varLib import instancer

SOURCE = Path(manimgx_fonts.__file__).resolve().parent
TARGET = Path(__file__).resolve().parent.parent / "care" / "papers" / "fonts"
REGULAR, BOLD = 400, 700
NAMES = {REGULAR: "Regular", BOLD: "Bold"}

# Blocks of Unicode, each with the font that has it.
LATIN = [(0x20, 0x24F), (0x2B0, 0x36F), (0x1E00, 0x1EFF)]
GREEK = [(0x370, 0x3FF), (0x1F00, 0x1FFF)]
CYRILLIC = [(0x400, 0x52F)]
# Punctuation, raised and lowered figures, currencies, fractions, arrows, signs of mathematics.
MARKS = [(0x2000, 0x209F), (0x20A0, 0x20C0), (0x2100, 0x218B), (0x2190, 0x2199), (0x2200, 0x22FF)]
SHAPES = [(0x2190, 0x2199), (0x25A0, 0x25FF), (0x2610, 0x2612), (0x2713, 0x2718)]
HEBREW = [(0x590, 0x5FF), (0x200C, 0x200F), (0xFB1D, 0xFB4F)]
ARABIC = [(0x600, 0x6FF), (0x750, 0x77F), (0x200C, 0x200F)]
EMOJI = [(0x200D, 0x200D), (0x203C, 0x2B55), (0x3030, 0x303D), (0x1F000, 0x1FAFF), (0xFE0F, 0xFE0F)]
ARABS = "NotoSansArabic"
FONTS = {
    "NotoSans": (LATIN + GREEK + CYRILLIC + MARKS, (REGULAR, BOLD)),
    "NotoSansSymbols": (SHAPES, (REGULAR,)),
    "NotoSansHebrew": (HEBREW, (REGULAR, BOLD)),
    ARABS: (ARABIC, (REGULAR, BOLD)),
    "NotoEmoji": (EMOJI, (REGULAR,)),
}


def options() -> subset.Options:
    """What shapes letters and joins emoji stays (that is what it keeps by itself); hints go."""
    found = subset.Options()
    found.hinting = False
    found.notdef_outline = True
    found.name_IDs = [0, 1, 2, 3, 4, 6, 13, 14, 16, 17]
    return found


def opened(name: str, weight: int, debian: Path) -> ttLib.TTFont:
    """A whole font at one weight."""
    if name == ARABS:
        return ttLib.TTFont(debian / f"{name}-{NAMES[weight]}.ttf", recalcTimestamp=False)
    font = ttLib.TTFont(SOURCE / f"{name}[wght].ttf", recalcTimestamp=False)
    axes = {axis.axisTag: None for axis in font["fvar"].axes} | {"wght": weight}
    return instancer.instantiateVariableFont(font, axes, updateFontNames=True)


def make(name: str, blocks: Iterable[tuple[int, int]], weight: int, debian: Path) -> set[int]:
    """One font at one weight, cut down; the code points that it has."""
    font = opened(name, weight, debian)
    wanted = {one for first, last in blocks for one in range(first, last + 1)}
    cutter = subset.Subsetter(options())
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    font.save(TARGET / f"{name}-{NAMES[weight]}.ttf")
    return set(font.getBestCmap())


def spans(found: Iterable[int]) -> Iterator[str]:
    """The code points as lines: `41-5A`, or one alone."""
    first = last = None
    for one in [*sorted(found), None]:
        if last is not None and one == last + 1:
            last = one
            continue
        if first is not None and last is not None:
            yield f"{first:X}" if first == last else f"{first:X}-{last:X}"
        first = last = one


def main(debian: Path) -> None:
    """All of them, and the list of what they have."""
    TARGET.mkdir(exist_ok=True)
    covered: set[int] = set()
    for name, (blocks, weights) in FONTS.items():
        for weight in weights:
            found = make(name, blocks, weight, debian)
        covered |= found
    (TARGET / "covered.txt").write_text("\n".join(spans(covered)) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.fonts")
    parser.add_argument("debian", type=Path, metavar="FOLDER")
    main(parser.parse_args().debian)
