r"""Some 200 files that hold no plan: a name, the bytes, the reason, perhaps the line.

The tables hold a case a line or many, apart by " | "; a \n in them is a line's end.
"""

from collections.abc import Iterator
from pathlib import Path

from care import plainyaml

EXAMPLE = (Path(__file__).resolve().parents[2] / "docs" / "plan-example.yaml").read_text()
ROUTINE = "routines:\n- name: Stretch\n  minutes: 10\n"
Case = tuple[str, bytes, str, int | None]

# The file as a whole is no plan.
NO_PLAN = r"""
 |   \n\n | # a plan\n | hello | - a\n- b\n | 12 | null | a: 1\nb: 2\n | [1, 2] | {"a": 1}
Dear Sam,\nhow are you? | ---\n | {} | <html><body>routines</body></html> | name,minutes\nx,10\n
"""
# One line more in a routine: what no YAML is, what YAML can do and a plan doesn't need.
FORM = r"""
purpose: a: b | ? [a, b]\n  : x | ? {a: b}\n  : x | purpose: @x | purpose: `x` | purpose: %x
slots: ] | purpose: "\q" | purpose: - x | purpose: |x\n    a |   purpose: x | x
"""
ANCHOR = r"""
purpose: &a x | purpose: *a | purpose: *gently* | <<: *a | *a : x | slots: [&a {at: 9:00}]
lighter: &a {minutes: 5} | slots: &a [*a]
"""
TAG = r"""
!!python/object/apply:os.system ['x'] | !!python/name:os.system x | !!int 3 | !!str 3 | ! y
!!binary aGk= | !!set {a} | !!timestamp 2026-01-01 | !x y | !<tag:x> y | !!null ~ | !!float .inf
"""
# One line more in a routine, well written, and not what stands there in any plan.
WRONG = r"""
helper_minutes whole_number: ten | -5 | 241 | 10.5 | 1e1 | 0x10 | 10 min | 1,5 | १०m | .nan | [1]
helper_minutes whole_number: 10:30 | yes | 1__0 | -0.5 | 1e400 | '' | " " | {a: 1}
helper_minutes helper_minutes: 11 | 240
paused_until date_reach: 9999-01-01 | 1999-12-31 | 2100-01-02 | 0001-01-01 | 9999-12-31
paused_until date: tomorrow | 24.11.2026 | 2026-13-01 | 2026-02-30 | 2026/11/24 | 10000-01-01
paused_until date: [2026, 11, 24] | '2026' | 20261124 | -1 | .. | 2026-11-24 25:00 | ''
helper_comes yes_no: maybe | 2 | [] | nope | yes please | {}
asks one_of: many | [both] | BOTH | 0 | ''
slots list: x | 12 | {at: 9:00} | 9:00
slots group: [x] | [[]] | [~] | [9:00]
slots missing: [{days: [mon]}] | [{}] | [{at: }]
slots time: [{at: 9}] | [{at: '25:00'}] | [{at: '9:60'}] | [{at: nine}] | [{at: '9:00:00.5'}]
slots time: [{at: '9:00Z'}] | [{at: 9 am}] | [{at: 900}] | [{at: [9, 0]}] | [{at: '-9:00'}]
slots time: [{at: '24:00'}] | [{at: '9:0'}] | [{at: ''}] | [{at: '2026-11-24 09:00'}]
slots weekday: [{at: '9:00', days: [monday]}] | [{at: '9:00', days: [1]}]
slots weekday: [{at: '9:00', days: [Mon]}] | [{at: '9:00', days: [mon, '']}]
slots days_once: [{at: '9:00', days: [mon, mon]}] | [{at: '9:00', days: []}]
slots list: [{at: '9:00', days: monday}] | [{at: '9:00', days: daily}]
slots words: [{at: '9:00', days: [[mon]]}] | [{at: '9:00', days: [~]}]
slots number: [{at: '9:00', id: x}] | [{at: '9:00', id: -1}]
exercises list: x | {name: x} | 3
exercises group: [x] | [[]] | [~] | [Circles, Bends]
exercises missing: [{dose: x}] | [{name: }] | [{name: x, yes: {by: Dana}}]
exercises empty: [{name: ''}] | [{name: ' '}]
exercises one_of: [{name: x, kind: weights}] | [{name: x, yes: {by: x, on: 2026-01-01, how: me}}]
exercises group: [{name: x, kind: aerobic, yes: Dana}] | [{name: x, yes: [Dana]}]
exercises number: [{name: x, picture: face.jpg}] | [{name: x, id: 1.5}]
purpose words: [a, b] | {a: b}
stop_rule words: [a, b] | {a: b}
stop_rule empty: '' | "\\n"
lighter group: x | [x]
lighter least: {minutes: 5, exercises: []}
lighter missing: {minutes: 5} | {exercises: [{name: x}]}
pictures most: [1, 2, 3, 4, 5]
pictures number: [a] | [~] | [-1]
id number: -1 | x | 9007199254740992 | 1.5 | [1]
Minutes unknown_near: 3
minute unknown_near: 3
purposes unknown_near: x
exercise unknown_near: x
streak unknown: 3
'{x}' unknown: 3
'%s' unknown: 3
'' unknown: 3
'<b>' unknown: 3
🙂 unknown: 3
1 unknown: 3
"""
# The whole text, and the line that is meant.
TEXTS = r"""
form 2 | routines:\n\t- name: x\n
form 2 | routines:\n- name: 'x\n
form 3 | routines:\n- name: x\nminutes 10\n
form 1 | %YAML 9.9\n---\nroutines: []\n
anchor 1 | &a routines: [*a]\n
anchor 1 | routines: &a\n- *a\n
anchor 1 | &a\nroutines: []\n
tag 1 | %TAG ! tag:x:\n---\nroutines: []\n
documents 2 | routines: []\n---\nroutines: []\n
documents 3 | routines: []\n...\n---\nx\n
key_twice 4 | routines:\n- name: x\n  minutes: 10\n  minutes: 10\n
key_twice 2 | routines: []\nroutines: []\n
key_twice 3 | routines:\n- name: x\n  'name': x\n
missing 2 | routines:\n- minutes: 10\n
missing 2 | routines:\n- name: x\n
missing 2 | routines:\n- name:\n  minutes: 10\n
unknown_near 4 | routines:\n- name: x\n  purpose: y\n  minuts: 10\nmissing 1 | recovery_limit: 45\n
missing 1 | routines:\n
list 1 | routines: x\n
list 1 | routines: {a: b}\n
group 2 | routines:\n- x\n
group 3 | routines:\n- {name: x, minutes: 1}\n-\n
empty 2 | routines:\n- {name: "\\u202e", minutes: 1}\n
whole_number 3 | routines:\n- name: x\n  minutes: 0\n
whole_number 3 | routines:\n- name: x\n  minutes: 241\n
whole_number 2 | routines: []\nrecovery_limit: 9\n
whole_number 2 | routines: []\nrecovery_limit: 601\n
whole_number 2 | routines: []\npain_limit: 0\n
whole_number 2 | routines: []\npain_limit: 11\n
date_reach 2 | routines: []\nreview_on: 9999-12-31\n
group 2 | routines: []\nsheet: 3\n
least 2 | routines: []\nsheet: {pictures: []}\n
group 2 | routines: []\nrecovery_limit_word: Dana\n
missing 2 | routines: []\nreviewed: {by: Dana}\n
id_twice 3 | routines:\n- {id: 1, name: x, minutes: 1}\n- {id: 1, name: y, minutes: 1}\n
id_twice 2 | routines:\n- {name: x, minutes: 1, slots: [{id: 5, at: 9:00}, {id: 5, at: 9:00}]}\n
whole_number 2 | routines:\n- {name: x, minutes: ten, asks: many, what: 3}\n- {}\n
"""


def _rows(table: str) -> Iterator[str]:
    for line in table[1:-1].split("\n"):
        yield from (cell.replace(r"\n", "\n").replace(r"\t", "\t") for cell in line.split(" | "))


def _line_more(text: str, reason: str) -> Case:
    return text[:40], f"{ROUTINE}  {text}\n".encode(), reason, 4


def tables() -> Iterator[Case]:
    """Those of the tables above."""
    for text in _rows(NO_PLAN):
        yield f"no plan {text[:20]}", text.encode(), "no_plan", None
    for table, reason in ((FORM, "form"), (ANCHOR, "anchor")):
        yield from (_line_more(text, reason) for text in _rows(table))
    yield from (_line_more(f"purpose: {text}", "tag") for text in _rows(TAG))
    for line in WRONG[1:-1].split("\n"):
        head, _, cells = line.partition(": ")
        key, reason = head.rsplit(" ", 1)
        yield from (_line_more(f"{key}: {cell}", reason) for cell in _rows(f"\n{cells}\n"))
    for line in TEXTS[1:-1].split("\n"):
        head, _, text = line.partition(" | ")
        reason, number = head.split()
        data = text.replace(r"\n", "\n").replace(r"\t", "\t").replace("\\\\", "\\")
        yield line[:40], data.encode(), reason, int(number)


def bytes_() -> Iterator[Case]:
    """No text, or too much of it."""
    cut = "  purpose: 🙂".encode()[:-2]
    for data in (
        b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04\x14\x00\xff\xfe", EXAMPLE.encode("utf-16"),
        f"{ROUTINE}  purpose: für\n".encode("latin-1"), ROUTINE.encode() + cut,
        b"routines: \xed\xa0\x80", bytes(range(256)) * 16, b"\xff" * 1000, EXAMPLE.encode("utf-32"),
    ):  # fmt: skip
        yield f"bytes {data[:8]!r}", data, "text", None
    for sign in "\x00\x01\x07\x08\x0b\x0c\x1b\x7f\x80\x9f\ufffe\uffff":
        yield f"sign {ord(sign):x}", f"{ROUTINE}  purpose: a{sign}b\n".encode(), "character", 4
    for part in (b"a", ROUTINE.encode(), b"\x00", b"[", b"- ", b"\n", b"\xff"):
        yield f"10 MB of {part[:5]!r}", part * (10 * 2**20 // len(part)), "size", None
    yield "a byte too many", b"#" * (plainyaml.LARGEST + 1), "size", None


def heaps() -> Iterator[Case]:
    """Within the size, and built to be much more than that."""
    laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for n, (one, other) in enumerate(zip("abcdefgh", "bcdefghi", strict=True), start=2):
        laughs += f"{other}: &{other} [{', '.join([f'*{one}'] * 9)}]\n"
        yield f"laughs {n}", f"{laughs}routines: [*{other}]\n".encode(), "anchor", 1
    for name, text in {
        "brackets": "routines: " + "[" * 200_000,
        "braces": "routines: " + "{a: " * 60_000,
        "dashes": "routines:\n" + "- " * 100_000 + "x",
        "steps": "routines:\n" + "".join(f"{' ' * n}- \n" for n in range(600)),
        "keys": "routines:" + "".join(f"\n{' ' * n}a:" for n in range(1, 30)),
        "nine": "routines: " + "[" * 9 + "]" * 9,
    }.items():
        yield f"deep {name}", text.encode(), "deep", None
    many = plainyaml.MOST_NODES
    keys = "".join(f"k{n}: 1\n" for n in range(many))
    yield "many in a list", ("routines: [" + "a," * many + "]").encode(), "many", 1
    yield "many keys", f"routines: []\n{keys}".encode(), "many", None
    yield "many wrong ones", ("routines: [" + "a," * (many - 99) + "]").encode(), "group", 1
    yield "25 routines", (ROUTINE + ROUTINE[10:] * 24).encode(), "most", 1
    for text, reason in (
        (f"exercises: [{'{name: x},' * 41}]", "most"),
        (f"slots: [{'{at: 9:00},' * 13}]", "most"),
        (f"helper_minutes: {'9' * 5000}", "whole_number"),
        (f"id: {'9' * 100_000}", "number"),
        (f"{'x' * 900}: 3", "unknown"),
        (f"exercises: [{{name: {'x' * 81}}}]", "long"),
        *((f"{key}: {'x' * 301}", "long") for key in ("purpose", "stop_rule", "effort_limit")),
        (f"purpose: {'🙂' * 50_000}", "long"),
    ):
        yield _line_more(text, reason)


def cut_off() -> Iterator[Case]:
    """The example, cut off in the middle of something."""
    for mark, reason in (
        ("'", "form"), ("{", "form"), ("[mon, ", "form"), ('"', "form"), ("? ", "form"),
    ):  # fmt: skip
        for part in ("routines:\n", "- name: Pedals\n"):
            text = EXAMPLE[: EXAMPLE.index(part) + len(part)]
            yield f"cut {part[:9]} {mark}", f"{text}  days: {mark}".encode(), reason, None
    for end, reason in (("- name: Pedals", "missing"), ("  - at", "group")):
        text = EXAMPLE[: EXAMPLE.index(end) + len(end)]
        yield f"cut at {end}", text.encode(), reason, None


CASES = [*tables(), *bytes_(), *heaps(), *cut_off()]
