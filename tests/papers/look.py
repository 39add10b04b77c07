"""All that is drawn, as files to look at: `python -m tests.papers.look FOLDER`.

A page is looked at as a picture, once more without colour: `pdftoppm -r 60 -gray -png`.
"""

import sys
from pathlib import Path

from care import papers
from care.papers import brief, journal_picture, plan_sheet, report
from care.papers.typeset import Manuscript
from tests.papers import periods, reports, sheets


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
    for name, facts in reports.ALL.items():
        tries = tuple(report.tries(facts))
        made = papers.finish(Manuscript("report_page.typ", tries, pages=report.PAGES))
        (folder / f"report-{name}.pdf").write_bytes(made.data)
    tries = tuple(brief.page("en") | {"size": size} for size in brief.SIZES)
    made = papers.finish(Manuscript("brief_page.typ", tries))
    (folder / "brief.pdf").write_bytes(made.data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
