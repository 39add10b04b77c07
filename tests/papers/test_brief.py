"""The page about exercise: each statement is held against its sources, one by one."""

import re
from pathlib import Path

import pytest

from care import papers, words
from care.papers import brief
from care.papers.typeset import Manuscript
from tests.papers import pdfs

# Written down once more, by hand: what each statement says was seen there, by the numbers of
# evidence.md; every one of them is marked [V:n] there.
SEEN_IN = {
    "trial": (6, 8), "groups": (9,), "outcome": (6,), "review": (11,), "cycling": (12,),
    "overwork": (5,), "gravity": (14,), "motion": (15,), "leaflet": (16,), "stages": (3,),
    "hour": (19,), "sixty": (19, 20), "cramp": (40, 19), "respiratory": (41,), "oxygen": (28,),
    "breathless": (29,), "heart": (25, 26), "urine": (40,), "clot": (43, 44), "pain": (32,),
    "falls": (45,), "thinking": (59,), "carers": (46, 47), "reading": (1,),
}  # fmt: skip
# The figures in each, as evidence.md has them.
FIGURES = {
    "trial": "2012 2016 60", "groups": "59 21 18 20", "review": "16 532", "cycling": "16",
    "overwork": "2003", "leaflet": "30 10", "stages": "1998", "sixty": "60", "oxygen": "36 100 95",
    "breathless": "95 23 100", "urine": "150 160", "clot": "11 100 36 100", "pain": "60 100",
    "falls": "14 7 5", "thinking": "50 100", "carers": "26 88 24 48 100",
    "reading": "2018 10.2147 146949",
}  # fmt: skip
# Only beside a checkout with the maintainers' own notes; the tables above don't need it.
EVIDENCE = Path(__file__).resolve().parents[3] / "shared" / "evidence.md"
STATEMENTS = [one for part in brief.PARTS for one in part.statements]


def page() -> bytes:
    tries = tuple(brief.page("en") | {"size": size} for size in brief.SIZES)
    return papers.finish(Manuscript("brief_page.typ", tries)).data


def test_each_statement_is_in_the_table_with_its_sources() -> None:
    assert {one.key: one.sources for one in STATEMENTS} == SEEN_IN
    assert set().union(*SEEN_IN.values()) == brief.SOURCES.keys()


@pytest.mark.parametrize("key", SEEN_IN)
def test_no_figure_is_ours(key: str) -> None:
    said = words.say("en", f"brief.{key}")
    assert " ".join(re.findall(r"\d+(?:\.\d+)?", said)) == FIGURES.get(key, "")


def test_it_advises_nothing_and_promises_nothing() -> None:
    said = " ".join(words.say("en", f"brief.{key}") for key in SEEN_IN).lower()
    for word in ("you should", "we advise", "prevents", "slows", "proven", "harmless"):
        assert word not in said


def _marked(text: str) -> set[int]:
    """The numbers that evidence.md marks as seen in the source itself."""
    marks = re.findall(r"\[(V:[^\]]*)\]", text)
    return {int(n) for mark in marks for n in re.findall(r"(?<!\d)\d{1,2}(?!\d)", mark)}


def test_what_is_marked_otherwise_is_not_taken_for_seen() -> None:
    assert _marked("a [V:1] b [V2:4] c [M] d [V:39, V:81] e [I] f [V:27; check]") == {1, 39, 81, 27}


@pytest.mark.skipif(not EVIDENCE.exists(), reason="the notes are not beside this checkout")
def test_the_notes_say_the_same() -> None:
    text = EVIDENCE.read_text()
    assert brief.SOURCES.keys() <= _marked(text)
    listed = dict(re.findall(r"^(\d+) (.+)$", text.partition("## Sources")[2], re.M))
    for number, address in brief.SOURCES.items():
        assert address.split(" ")[0] in listed[str(number)], number


def test_one_page_for_everybody() -> None:
    made = page()
    assert made == page()
    assert pdfs.pages(made) == 1
    read = pdfs.read(made)
    root = pdfs.root(made)
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert read.metadata
    assert read.metadata.title == words.say("en", "brief.title")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    tags = pdfs.tags(made)
    assert (tags.count("/H1"), tags.count("/H2"), tags.count("/L")) == (1, 5, 6)


def test_every_statement_and_address_is_printed() -> None:
    said = "".join(pdfs.text(page()).split())
    for key in SEEN_IN:
        first = words.say("en", f"brief.{key}").split(".")[0]
        assert "".join(first.split()) in said, key
    for address in brief.SOURCES.values():
        assert "".join(address.split()) in said, address
