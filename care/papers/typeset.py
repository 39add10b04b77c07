"""Data becomes a page: by typst, in a process of its own (compositor.py).

Why a process: typst keeps what its last documents were made of, some 50 MB, and this gives all of
it back (docs/decisions/0010). The data go through a pipe, never through a command line.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from care.papers import signs
from care.ports import Made

FOLDER = Path(__file__).resolve().parent
COMPOSITOR = FOLDER / "compositor.py"
# A slow board needs three; whoever needs so many has lost its way (seconds).
PATIENCE = 30
# What it says with these holds nothing of the data; with another one, it broke off.
SAYS_WHY = (3, 4)
Data = dict[str, Any]


class TypesetError(Exception):
    """A page could not be set. It says where in the template, and nothing of the data."""


@dataclass(frozen=True)
class Manuscript:
    """What a paper is set from: the name of its template in this folder, and its data as JSON.

    `tries` are ever shorter; the first that fits into `pages` is taken. `width` makes a picture of
    so many pixels of it, instead of a PDF. `caption` are the words under it.
    """

    template: str
    tries: tuple[Data, ...]
    pages: int = 1
    width: int | None = None
    caption: str | None = None


def typeset(found: Manuscript) -> Made:
    """The page or picture. The same data give the same bytes; TypesetError where nothing fits."""
    order = {
        "template": found.template,
        "tries": [signs.printable(one) for one in found.tries],
        "pages": found.pages,
        "width": found.width,
    }
    try:
        # Isolated: neither our own packages nor the environment are needed in there.
        done = subprocess.run(  # noqa: S603 - our own program, no shell, no argument from outside
            [sys.executable, "-I", str(COMPOSITOR)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TypesetError(found.template, PATIENCE) from None
    if done.returncode:
        said = done.stderr.decode().strip() if done.returncode in SAYS_WHY else ""
        raise TypesetError(found.template, done.returncode, said)
    return Made(done.stdout, is_photo=found.width is not None, caption=found.caption)
