"""Formatted text: what Telegram's HTML becomes, and what it refuses."""

from __future__ import annotations

import pytest

from sandbox.entities import formatted
from sandbox.refusal import Refused


def marks(text: str) -> tuple[str, list[tuple[str, int, int]]]:
    plain, entities = formatted(text, "HTML", None)
    return plain, [(mark["type"], mark["offset"], mark["length"]) for mark in entities]


@pytest.mark.parametrize(
    ("source", "plain", "found"),
    [
        ("<b>Done</b>", "Done", [("bold", 0, 4)]),
        ("<B>Done</B>", "Done", [("bold", 0, 4)]),
        ("a <strong>b <em>c</em></strong>", "a b c", [("bold", 2, 3), ("italic", 4, 1)]),
        ("<u>a</u><s>b</s><code>c</code>", "abc",
         [("underline", 0, 1), ("strikethrough", 1, 1), ("code", 2, 1)]),
        ("<b></b>nothing", "nothing", []),
        ("😀 <i>é</i>", "😀 é", [("italic", 3, 1)]),
        ("&lt;b&gt; &amp; &quot;x&quot; &#39;y&#x27;", "<b> & \"x\" 'y'", []),
        ("  <b> x </b>  ", "x", [("bold", 0, 1)]),
        ("<tg-spoiler>a</tg-spoiler><span class=\"tg-spoiler\">b</span>", "ab",
         [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("go to /today now", "go to /today now", [("bot_command", 6, 6)]),
        ("1/2 and a/b", "1/2 and a/b", []),
        ("<code>/today</code>", "/today", [("code", 0, 6)]),
        ("(https://t.me/x?start=1).", "(https://t.me/x?start=1).", [("url", 1, 22)]),
    ],
)  # fmt: skip
def test_html(source: str, plain: str, found: list[tuple[str, int, int]]) -> None:
    assert marks(source) == (plain, found)


def test_a_link_keeps_its_address() -> None:
    _, entities = formatted('<a href="https://t.me/x?a=1&amp;b=2">here</a>', "HTML", None)
    assert entities == [
        {"type": "text_link", "offset": 0, "length": 4, "url": "https://t.me/x?a=1&b=2"}
    ]


def test_a_script_is_no_link() -> None:
    assert formatted('<a href="javascript:alert(1)">here</a>', "HTML", None) == ("here", [])


def test_without_a_mode_nothing_is_markup() -> None:
    assert formatted("<b>1 < 2 & 3", None, None) == ("<b>1 < 2 & 3", [])


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("<b>Done", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>",
         'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("é<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("<div>x</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
        ("a&nbsp;b", "Unknown or unescaped entity at byte offset 1"),
        ("Alex & Sam", "Unknown or unescaped entity at byte offset 5"),
        ("&#0;", "Unknown or unescaped entity at byte offset 0"),
    ],
)  # fmt: skip
def test_html_that_cannot_be_read(source: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        formatted(source, "HTML", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


def test_other_modes_are_refused() -> None:
    with pytest.raises(Refused, match="unsupported parse_mode"):
        formatted("*x*", "MarkdownV2", None)
