"""The page itself: its size, its sameness, what it may not do, and what is left of it."""

from pathlib import Path

import pytest

from care import papers
from care.papers import journal_picture, typeset
from care.papers.typeset import Manuscript, TypesetError
from sandbox import pictures
from tests.papers import periods

FONTS = typeset.FOLDER / "fonts"
SHEET = {
    "lang": "en", "title": "The plan", "size": 10, "columns": 1, "head": "x", "routines": [],
    "tail": "", "foot": "x",
}  # fmt: skip


@pytest.mark.parametrize("name", periods.ALL)
def test_a_picture_is_as_wide_as_a_phone_and_the_same_twice(name: str) -> None:
    found = journal_picture.drawn("en", periods.ALL[name])
    made = papers.finish(found)
    assert made.is_photo
    size = pictures.size(made.data)
    assert size is not None
    assert size[0] == journal_picture.WIDTH
    # What Telegram takes, and what a phone shows upright.
    assert 700 < size[1] < 2200
    assert papers.finish(found).data == made.data


def test_a_page_is_a_pdf_for_everybody() -> None:
    made = papers.finish(Manuscript("plan_sheet.typ", (SHEET,)))
    assert not made.is_photo
    assert made.data.startswith(b"%PDF-")
    assert b"pdfuaid" in made.data


def test_data_are_never_read_as_markup() -> None:
    said = '#panic("x") = *b* $x$ @here <a> \\ `r` #sys.inputs'
    made = papers.finish(Manuscript("plan_sheet.typ", (SHEET | {"title": said, "tail": said},)))
    assert made.data.startswith(b"%PDF-")


def test_what_is_wrong_is_said_by_its_place_and_never_with_the_data() -> None:
    """Nor with what broke off inside: that may quote anything."""
    for wrong in ({"head": "Alex"}, SHEET | {"size": "Alex"}, SHEET | {"columns": "Alex"}):
        with pytest.raises(TypesetError) as caught:
            papers.finish(Manuscript("plan_sheet.typ", (wrong,)))
        assert "plan_sheet.typ:" in str(caught.value)
        assert "Alex" not in str(caught.value)


def test_what_fits_nowhere_is_no_page() -> None:
    long = SHEET | {"tail": "word " * 9000}
    with pytest.raises(TypesetError, match="too_long"):
        papers.finish(Manuscript("plan_sheet.typ", (long, long)))
    made = papers.finish(Manuscript("plan_sheet.typ", (long, long, SHEET, SHEET)))
    assert made == papers.finish(Manuscript("plan_sheet.typ", (SHEET,)))


def test_one_that_lost_its_way_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "PATIENCE", 0.001)
    with pytest.raises(TypesetError):
        papers.finish(Manuscript("plan_sheet.typ", (SHEET,)))


STATUS = Path("/proc/self/status")


@pytest.mark.skipif(not STATUS.exists(), reason="only Linux says how much memory is in use")
def test_thirty_papers_leave_nothing_behind() -> None:
    """Whatever typst keeps (some 50 MB), it keeps in a process that ends."""
    found = journal_picture.drawn("en", periods.SIXTY)
    papers.finish(found)
    before = _resident()
    for _ in range(30):
        papers.finish(found)
    assert _resident() - before < 8_000


def _resident() -> int:
    """The memory of this process (KiB)."""
    line = next(one for one in STATUS.read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1])
