"""All that is drawn, as files to look at: `python -m tests.papers.look FOLDER`.

A page is looked at as a picture, once more without colour: `pdftoppm -r 60 -gray -png`.
"""

import sys
from pathlib import Path

from care import papers
from care.papers import journal_picture, plan_sheet
from care.papers.typeset import Manuscript
from tests.papers import periods, sheets


def main(folder: Path) -> None:
    """Every sample of every paper."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, period in periods.ALL.items():
        found = journal_picture.drawn("en", period)
        (folder / f"journal-{name}.png").write_bytes(papers.finish(found).data)
        (folder / f"journal-{name}.txt").write_text(found.caption or "")
    for name, (plan, whose) in sheets.ALL.items():
        tries = tuple(plan_sheet.tries("en", whose, plan, sheets.TODAY))
        made = papers.finish(Manuscript("plan_sheet.typ", tries))
        (folder / f"sheet-{name}.pdf").write_bytes(made.data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
