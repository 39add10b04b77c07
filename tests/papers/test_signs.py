"""What can be printed, and what stands in the place of the rest."""

import pytest
from fontTools import ttLib
from hypothesis import given
from hypothesis import strategies as st

from care import words
from care.papers import signs, typeset
from tests.test_words import CATALOGUE

FONTS = typeset.FOLDER / "fonts"


def test_the_list_is_what_the_fonts_have() -> None:
    found: set[int] = set()
    for path in FONTS.glob("*-Regular.ttf"):
        found |= set(ttLib.TTFont(path).getBestCmap())
    assert signs.covered() == set(map(chr, found))


def test_both_weights_have_the_same() -> None:
    for path in FONTS.glob("*-Bold.ttf"):
        regular = path.with_name(path.name.replace("Bold", "Regular"))
        bold, usual = (ttLib.TTFont(one).getBestCmap().keys() for one in (path, regular))
        assert bold == usual


def test_the_fonts_are_small_and_their_licence_is_with_them() -> None:
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 1_500_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()
    notice = (FONTS / "NOTICE").read_text()
    assert all(path.name.partition("-")[0] in notice for path in FONTS.glob("*.ttf"))


def test_every_word_of_ours_can_be_printed() -> None:
    for key, said in CATALOGUE.items():
        # A button isn't printed.
        if not key.startswith("button."):
            assert signs.text(said) == said, key
    assert signs.text(words.say("en", "handout.title", name="Alex")) == "The plan of Alex"


@pytest.mark.parametrize(
    "said",
    [
        "Zoë Łukasz Ngô Thị",
        "Николай",
        "Ελένη",
        "דָּנָה",
        "نُور",
        "🌸👍🏽👩‍🦽🇩🇪",
        "½ × 3 – “so”…",
        "a\nb",
    ],
)
def test_names_of_many_scripts_stay_as_they_are(said: str) -> None:
    assert signs.text(said) == said


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("王 sits", f"{signs.UNKNOWN} sits"),
        ("राम", signs.UNKNOWN * 2),
        ("e\u0301", "é"),
        ("a\tb\x00c\u202e", "abc"),
        ("a\u3000b", "a b"),
    ],
)
def test_the_rest_is_seen_as_what_is_not_known(said: str, printed: str) -> None:
    assert signs.text(said) == printed


@given(st.text())
def test_whatever_is_written_can_be_printed_and_once_is_enough(said: str) -> None:
    printed = signs.text(said)
    assert set(printed) <= signs.covered() | signs.LINES
    assert signs.text(printed) == printed


def test_it_reaches_into_all_of_the_data() -> None:
    found = signs.printable({"王": ["王", ("王",), {"a": "王"}], "n": 5, "none": None, "b": True})
    square = signs.UNKNOWN
    assert found == {"王": [square, [square], {"a": square}], "n": 5, "none": None, "b": True}


def test_letters_are_not_taken_apart() -> None:
    """Where dots become marks, what is copied out of a PDF has each letter several times."""
    for path in FONTS.glob("NotoSansArabic-*.ttf"):
        font = ttLib.TTFont(path)
        noon = font.getBestCmap()[0x646]
        for lookup in font["GSUB"].table.LookupList.Lookup:
            apart = [one for one in lookup.SubTable if type(one).__name__ == "MultipleSubst"]
            assert not any(noon in one.mapping for one in apart)
