"""One page, set by typst: a program of its own, which ends with it.

It takes an order as JSON and gives the bytes. It imports nothing of ours, so that it is there at
once, and asks nobody: no package, no font but those beside it.
"""

import bisect
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).resolve().parent
# Typst's unit is the point; a picture's page is as many points wide as it has pixels.
PIXELS_PER_INCH = 72
# Exit codes beside Python's own; with these, what is said of it may be read by the host.
WRONG, TOO_LONG = 3, 4


def compiler(template: str, data: object) -> typst.Compiler:
    """A template with its data: as a value, never as text that is read as markup."""
    return typst.Compiler(
        str(FOLDER / template),
        root=str(FOLDER),
        font_paths=typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(FOLDER / "fonts")],
        ),
        sys_inputs={"data": json.dumps(data)},
    )


def pages(page: typst.Compiler) -> int:
    """How many pages it takes: house.typ leaves a mark of it."""
    try:
        return int(page.query("<pages>", field="value", one=True))
    except RuntimeError:
        # A query says what is wrong, and not where: this does.
        page.compile(format="pdf")
        raise


def made(order: dict[str, Any]) -> bytes | None:
    """The first of the ever shorter tries that fits; nothing where none does.

    A picture is as high as it is. A page is looked for by halves: each look costs memory.
    """
    sheets = [compiler(order["template"], data) for data in order["tries"]]
    if order["width"]:
        done = sheets[0].compile(format="png", ppi=PIXELS_PER_INCH)
    else:
        first = bisect.bisect_left(sheets, True, key=lambda page: pages(page) <= order["pages"])
        if first == len(sheets):
            return None
        # A fixed time, so that the same data give the same bytes.
        done = sheets[first].compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    return done if isinstance(done, bytes) else None


def where(error: typst.TypstError) -> str:
    """What is wrong with the template, and where; what might quote the data is left out."""
    places = re.findall(r"[\w-]+\.typ:\d+", f"{error.diagnostic}")
    return " ".join([re.split(r"[:\"'`(]", error.message)[0], *places])


def main() -> int:
    """The order comes in, the bytes go out; how it went is the exit code."""
    if hasattr(os, "nice"):
        # Nobody's tap waits for a page.
        os.nice(10)
    try:
        done = made(json.load(sys.stdin.buffer))
    except typst.TypstError as error:
        sys.stderr.write(where(error))
        return WRONG
    if done is None:
        sys.stderr.write("too_long")
        return TOO_LONG
    sys.stdout.buffer.write(done)
    return 0


if __name__ == "__main__":
    sys.exit(main())
