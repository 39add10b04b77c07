"""Every word a person reads comes out of the catalogue, and reads as the family would want it."""

import ast
import builtins
import datetime as dt
import itertools
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages import pofile

from bot import vitals
from bot.settings import LogLevel, Registration
from care import fields, over, planfile, rights, rules, templates, words
from care.exports import codes
from care.flows import (
    absences,
    answers,
    belongings,
    calls,
    menus,
    notes,
    people,
    stopping,
    today,
    told,
)
from care.kinds import Reason, Role, State
from care.models import Circle, Member
from care.papers import brief, chart, report_days, report_plan, tally
from care.plan import ASKS, ExerciseKind
from care.screens import changed_parts, changes, digests, proxy, reports, review, settings, setup
from care.screens import circle as around
from care.screens import help as show_help
from care.screens.standing import KEYS
from tests.care import shown

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("care", "handlers", "schedules", "bot")
# What people type: recognised, never shown.
GRAMMAR = ROOT / "care" / "grammar.py"
RECOGNISES = {"care/noted.py", "care/spoken.py", "care/typed.py", "care/wording.py"}
EVERY_FILE = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
FILES = [path for path in EVERY_FILE if path != GRAMMAR]

with (ROOT / "locales" / "en.po").open("rb") as file:
    CATALOGUE = {str(one.id): str(one.string) for one in pofile.read_po(file) if one.id}


# Words in code. What is no word for a person is told by where it stands, not by a list of texts.

TWO_WORDS = re.compile(r"[^\W\d_]['’]?[,;:.]? +[^\W\d_]")
LETTERS = re.compile(r"[^\W\d_]")
FIGURES = re.compile(r"%\(\w+\)s|%[sdr]")
# These show their argument to a person as it stands.
SHOWS = {"Screen", "Button", "button", "Reply", "print", "BotCommand", "InlineKeyboardButton"}
# These take the id of words, or say something to a machine or to whoever reads the log.
MODULES_TO_MACHINES = {"re", "log", "warnings", "logging"}
METHODS_TO_MACHINES = {"exec_driver_sql", "execute"}
KEYWORDS_TO_MACHINES = {"prog", "metavar", "default", "id", "name"}


@dataclass(frozen=True)
class Found:
    """A literal that reads like words for a person."""

    line: int
    text: str


def spoken(source: str) -> list[Found]:
    """The literals of a module that read like words for a person."""
    tree = ast.parse(source)
    for parent in ast.walk(tree):
        for child in ast.iter_child_nodes(parent):
            child.above = parent  # type: ignore[attr-defined]
    from_sqlalchemy = set(_imported(tree, "sqlalchemy"))
    return [
        Found(node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _reads_like_words(node)
        and not _is_for_machines(node, from_sqlalchemy)
    ]


def _imported(tree: ast.Module, package: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == package:
            yield from (alias.asname or alias.name for alias in node.names)


def _reads_like_words(node: ast.Constant) -> bool:
    text = FIGURES.sub("", str(node.value))
    return bool(TWO_WORDS.search(text) or (LETTERS.search(text) and _is_shown(node)))


def _above(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Each ancestor with the child that leads to the node."""
    while parent := getattr(node, "above", None):
        yield parent, node
        node = parent


TRANSPARENT = (ast.JoinedStr, ast.IfExp, ast.BinOp, ast.BoolOp, ast.FormattedValue, ast.keyword)


def _is_shown(node: ast.AST) -> bool:
    """Whether it is handed, as it stands, to something that shows it."""
    for parent, child in _above(node):
        if isinstance(parent, ast.Call):
            return (
                child is not parent.func and _name(parent.func) in SHOWS and _is_text(parent, child)
            )
        if not isinstance(parent, TRANSPARENT):
            return False
    return False


def _is_text(call: ast.Call, child: ast.AST) -> bool:
    """The place of the text among the arguments: a button's data, say, is none."""
    name = _name(call.func)
    if isinstance(child, ast.keyword):
        return child.arg in ("text", "label", "place", "toast", "description")
    place = call.args.index(child) if child in call.args else 0
    return place == (1 if name in ("BotCommand", "Reply") else 0)


def _name(func: ast.AST) -> str:
    return str(getattr(func, "attr", None) or getattr(func, "id", ""))


def _is_for_machines(node: ast.Constant, from_sqlalchemy: set[str]) -> bool:
    if isinstance(getattr(node, "above", None), ast.Expr):
        return True  # a docstring
    for parent, child in _above(node):
        if isinstance(parent, ast.Compare):
            return True  # somebody else's words, recognised
        if isinstance(parent, ast.keyword) and parent.arg in KEYWORDS_TO_MACHINES:
            return True
        if isinstance(parent, ast.Call) and child is not parent.func:
            return _is_call_to_machines(parent, from_sqlalchemy)
    return False


def _is_call_to_machines(call: ast.Call, from_sqlalchemy: set[str]) -> bool:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    name = _name(call.func)
    is_defect = isinstance(getattr(builtins, name, None), type) and name.endswith("Error")
    return (
        getattr(owner, "id", None) in MODULES_TO_MACHINES
        or name in METHODS_TO_MACHINES
        or name in from_sqlalchemy
        or name == "Redacting"
        or is_defect
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_words_for_a_person_in_code(path: Path) -> None:
    assert spoken(path.read_text()) == []


def test_the_grammar_is_recognised_and_never_shown() -> None:
    takes = {path for path in EVERY_FILE if "care.grammar" in path.read_text()}
    assert {path.relative_to(ROOT).as_posix() for path in takes} == RECOGNISES


PLANTED = [
    'Screen("Hello there")',
    'Screen("Hello")',
    'x = "Please tap again"',
    'Button("Done", "done:1:")',
    'buttons.button("Done", "done", 1)',
    'print("ready")',
    'print(f"Running as @{name}")',
    'Reply((), "Saved")',
    'Reply(toast="Saved")',
    'Screen(f"{name} joined")',
    'Screen(name + " joined us")',
    'Screen("a" if x else "")',
    'screen = dataclasses.replace(screen, text="It is noted")',
    'raise settings.RefusedError("this is no token")',
    'Screen(words.say(lang, "x.y"), place="Here")',
    'BotCommand("today", "Today")',
    'LINES = ["one line", "two"]',
    "def f():\n    return 'and more'",
]
HARMLESS = [
    '"""A docstring of words."""',
    'def f():\n    """Words for who reads the code."""',
    'log.error("update %s failed: %s", 1, 2)',
    'raise ValueError("a naive datetime")',
    'if "message is not modified" in said: pass',
    'x = re.compile(r"at least 3 words")',
    'from sqlalchemy import text\ntext("SELECT a FROM b")',
    'c.exec_driver_sql("BEGIN IMMEDIATE")',
    'ArgumentParser(prog="python -m bot")',
    'Screen(words.say(lang, "toast.old"))',
    'button(words.say(lang, "button.done"), "done", 1)',
    'Screen("\\n".join(lines))',
    'Screen(f"{one}\\n{other}")',
    'Redacting("%(asctime)s %(levelname)s %(message)s")',
    'warnings.filterwarnings("ignore", "Please use it")',
    'BotCommand(name, words.say("en", "menu.today"))',
]


@pytest.mark.parametrize("source", PLANTED)
def test_a_planted_word_is_found(source: str) -> None:
    assert spoken(source)


@pytest.mark.parametrize("source", HARMLESS)
def test_what_is_for_machines_is_left_alone(source: str) -> None:
    assert spoken(source) == []


# Ids

ID = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
GROUPS = {key.split(".")[0] for key in CATALOGUE}


def literals(tree: ast.AST) -> Iterator[str]:
    """Whole string literals, without the pieces of f-strings."""
    pieces = {
        id(piece) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
        for piece in node.values
    }  # fmt: skip
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in pieces
        ):
            yield node.value


def said_ids() -> set[str]:
    """Every literal in code that is an id of words."""
    found = (text for path in FILES for text in literals(ast.parse(path.read_text())))
    return {text for text in found if ID.fullmatch(text) and text.split(".")[0] in GROUPS}


def built_ids() -> set[str]:
    """Every f-string in code that makes an id: `group.{...}`, with its braces."""
    found = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                text = ast.unparse(node)[2:-1]
                group = text.split(".")[0]
                if group in GROUPS or re.fullmatch(r"\{prefix\}\.\{\w+\}", text):
                    found.add(text)
    return found


def refusals() -> set[str]:
    """What bot/settings.py hands to `_refused`."""
    tree = ast.parse((ROOT / "bot" / "settings.py").read_text())
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _name(n.func) == "_refused"]
    return {text for call in calls for text in literals(call.args[0])}


def invited_roles() -> set[str]:
    """The roles for which code makes links that somebody joins by."""
    makers = (
        ast.unparse(node)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    )
    made = " ".join(source for source in makers if "invitations.make(" in source)
    return {role.lower() for role in re.findall(r"\bRole\.([A-Z]+)\b", made)}


PLACES = [
    f"{which}_{n}" for which, most in (("first", 3), ("past", 3), ("later", 2)) for n in range(most)
]
HOURS = [f"{place}_hour" for place in PLACES if not place.startswith("later")]
EXERCISES = [key for template in templates.ALL for key, _ in template.exercises]
TEMPLATES = [template.key for template in templates.ALL]
DIGEST_VERBS = ("digest_time", "digest_place", "digest_choices")
SILENT = (around.STOPPED, around.PAUSED)
IN_MENUS = {*menus.EVERYBODY, *rights.COMMANDS}
VERSIONS = (over.USUAL, over.LIGHTER)
QUIET = (Reason.RESTING, "to_come", Reason.HELPER_COMES, *told.OWN_WORDS)
SILENCES = [*State, *QUIET]

OTHERS = ("wake", "yes_said", "yes_no", "circle_links", "circle_invite", *people.ON_CARD)
CHANGES = (*changes.LIMITS, *changed_parts.RULES)

SETTINGS = {field.key for many in fields.FIELDS.values() for field in many}
# These are reached by buttons of their own.
LINKED = SETTINGS - {"j"}
NAMED = ("comes_yes", "comes_no", "gone_yes", "start_yes", "asks_both", "asks_pain", "asks_nothing")
LINKS = ("outcome", "why", "pain", "pain-band", "recovery", "recovery-minutes")
FHIR = (*codes.OWN, *(f"ask-{link}" for link in LINKS))
SIGNS = (chart.AT_MOST, chart.ABOUT, chart.MORE, "over", "band", "over_pain", "rest")
WITHOUT = ("pain", "pause", "picture", "text")

REPORT_HEADS = (
    "day", "days", "routine", "said", "limit_then", "done", "stopped", "recovery", "pain", "what",
    "limit", "written", "whose", "when", "minutes", "exercises", "changed",
)  # fmt: skip

# What each f-string may become. A new one fails the test below until it is here.
EXPANDED: dict[str, list[str]] = {
    "brief.{statement.key}": [f"brief.{o.key}" for part in brief.PARTS for o in part.statements],
    "brief.part_{part.key}": [f"brief.part_{part.key}" for part in brief.PARTS],
    "report.blank_{one}": [f"report.blank_{one}" for one in report_plan.BLANKS],
    "report.head_{one}": [f"report.head_{one}" for one in REPORT_HEADS],
    "report.known_{one}": [
        f"report.known_{one}" for one in {*report_days.RECOVERIES, *report_days.PAINS}
    ],
    "report.longest_{row.longest.known}": ["report.longest_within", "report.longest_about"],
    "report.quiet_{one.kind}": [f"report.quiet_{one}" for one in tally.Silence],
    "chart.sign_{sign}": [f"chart.sign_{one}" for one in (*chart.MARKS, *SIGNS)],
    "chart.sign_{one}": [f"chart.sign_{one}" for one in chart.MARKS],
    "described.{chart.REACHES[found.known]}": [
        f"described.{one}" for one in set(chart.REACHES.values())
    ],
    "help_asked.said_{said}": [f"help_asked.said_{way}" for way in absences.SAYS],
    "help_asked.told_{way}": [f"help_asked.told_{way}" for way in absences.SAYS],
    "button.helps_{value}": [f"button.helps_{way}" for way in absences.SAYS],
    "change.asks_{now.asks}": [f"change.asks_{one}" for one in planfile.CHOICES["asks"]],
    "proxy.person_{named.way}": [f"proxy.person_{way}" for way in proxy.WAYS],
    "proxy.stand_in_{named.way}": [f"proxy.stand_in_{way}" for way in proxy.WAYS],
    "proxy.mine_{named.way}": [f"proxy.mine_{way}" for way in proxy.WAYS],
    "button.proxy_{way}": [f"button.proxy_{way}" for way in proxy.WAYS],
    "button.mine_{way}": [f"button.mine_{way}" for way in proxy.WAYS],
    "button.proxy_mark_{outcome}": [
        f"button.proxy_mark_{one}" for one in (rules.DONE, rules.NOT_TODAY)
    ],
    "outcome.{told[0].record.outcome}": [f"outcome.{one}" for one in rules.OUTCOMES],
    "change.{name}": [f"change.{one}" for one in CHANGES],
    "change.no_{name}": [f"change.no_{one}" for one in changed_parts.RULES],
    "plan_error.{error.reason}": [f"plan_error.{one}" for one in planfile.REASONS],
    "button.fix_{kind}": [f"button.fix_{kind}" for kind in answers.FIXES],
    "silent.{key}": [f"silent.{state}{by}" for state in SILENT for by in ("", "_by")],
    "whose.{on.said.whose}": [f"whose.{who}" for who in setup.WHOSE],
    "button.whose_{who}": [f"button.whose_{who}" for who in setup.WHOSE],
    "button.why_{why}": [f"button.why_{why}" for why in rules.WHYS],
    "button.{verb}": [
        f"button.{verb}"
        for verb in (
            "invite_therapist",
            *stopping.VERBS,
            *today.VERBS,
            *belongings.VERBS,
            *DIGEST_VERBS,
            *review.ANSWERS,
            *reports.MORE,
            *OTHERS,
        )
    ],
    "button.{other}": [f"button.{one}" for one in VERSIONS],
    "button.{this}": [f"button.{one}" for one in VERSIONS],
    "button.{key}": [f"button.{key}" for key in KEYS],
    "button.digest_{kind}": [f"button.digest_{kind}" for kind in digests.KINDS],
    "button.digest_{one}": [f"button.digest_{one}" for one in digests.SOUNDS],
    "button.{label}": [f"button.rest_{one}" for one in ("day", "three", "week", "date", "open")],
    "button.{way}": [f"button.{way}" for way in itertools.chain(*settings.WAYS.values())],
    "digest_is.{SOUNDS[chosen.sound]}": [f"digest_is.{one}" for one in digests.SOUNDS],
    "digest_is.{chosen.kind}": [f"digest_is.{kind}" for kind in digests.KINDS],
    "outcome.{outcome}": [f"outcome.{one}" for one in rules.HAPPENED],
    "button.plan_{field.key}": [f"button.plan_{key}" for key in LINKED],
    "plan_ask.{field.key}": [f"plan_ask.{key}" for key in SETTINGS],
    "plan_value.{field.key}_{code}": [f"plan_value.{one}" for one in NAMED],
    "plan_value.{key}_none": [f"plan_value.{key}_none" for key in WITHOUT],
    "plan_value.kind_{one}": [f"plan_value.kind_{kind}" for kind in ExerciseKind],
    "plan_value.asks_{one.asks}": [f"plan_value.asks_{n}" for n in ASKS],
    "plan.lacks_{what}": ["plan.lacks_time", "plan.lacks_exercises"],
    "{prefix}.{v}": [
        f"button.{verb}" for verb in (*rules.OUTCOMES, "as_before", "later", "show_how")
    ],
    "choice.{choice.known}": [f"choice.{known}" for known in ("longer", "not_yet", "cant_tell")],
    "choice.{place}": [f"choice.{place}" for place in PLACES],
    "choice.{place}_hour": [f"choice.{place}" for place in HOURS],
    "doctor.{name}": ["doctor.poll", "doctor.round"],
    "doctor.{name}_never": ["doctor.poll_never", "doctor.round_never"],
    "doctor.{name}_long_ago": ["doctor.poll_long_ago", "doctor.round_long_ago"],
    "metric.{name}": [f"metric.{name}" for name in vitals.METRICS],
    "long.{unit}": [f"long.{unit}" for unit in ("days", "hours", "minutes", "seconds")],
    "undone.{verb}": [f"undone.{verb}" for verb in notes.VERBS],
    "exercise.{key}.dose": [f"exercise.{key}.dose" for key in EXERCISES],
    "exercise.{key}.name": [f"exercise.{key}.name" for key in EXERCISES],
    "help.{role}": [
        f"help.{role}" for role in (show_help.PERSON, show_help.CAREGIVER, show_help.THERAPIST)
    ],
    "links.{one.role}": [f"links.{role}" for role in sorted(invited_roles() - {"setup"})],
    "joined.{joined.role}_told": [f"joined.{role}_told" for role in sorted(invited_roles())],
    "menu.{name}": [f"menu.{name}" for name in IN_MENUS],
    "outcome.{record.outcome or 'none'}": [f"outcome.{one}" for one in (*rules.OUTCOMES, "none")],
    "recovery.{found.known}": [f"recovery.{known}" for known in rules.RECOVERIES],
    "setting.{key}": [f"setting.{key}" for key in refusals()],
    "silence.{told.silence}": [f"silence.{silence}" for silence in SILENCES],
    "template.{found.key}.button": [f"template.{key}.button" for key in TEMPLATES],
    "template.{self.key}.name": [f"template.{key}.name" for key in TEMPLATES],
    "template.{self.key}.purpose": [f"template.{key}.purpose" for key in TEMPLATES],
    "today.{state}": ["today.rests", *(f"today.{state}" for state in SILENT)],
    "fhir.{code.replace('-', '_')}": [f"fhir.{one.replace('-', '_')}" for one in FHIR],
    "why.{why}": [f"why.{why}" for why in rules.WHYS],
}


def test_every_id_built_in_code_is_known_here() -> None:
    assert built_ids() == EXPANDED.keys()


def test_every_id_in_code_has_words() -> None:
    said = said_ids() | set(itertools.chain(*EXPANDED.values()))
    assert sorted(said - CATALOGUE.keys()) == []


def is_say(call: ast.Call) -> bool:
    """`words.say`, `visit.say` and the host's `say`; an answer is said otherwise."""
    return _name(call.func) == "say" and getattr(call.args[0], "id", "") != "touch"


def test_every_id_said_directly_has_words() -> None:
    """An id of an unknown group, too."""
    for path in FILES:
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and is_say(call):
                ids = [a.value for a in call.args if isinstance(a, ast.Constant)]
                assert [key for key in ids if key not in CATALOGUE] == [], path


def test_every_id_with_words_is_used() -> None:
    used = said_ids() | set(itertools.chain(*EXPANDED.values()))
    assert sorted(CATALOGUE.keys() - used) == []


def test_no_id_is_without_words_or_there_twice() -> None:
    assert [key for key, said in CATALOGUE.items() if not said.strip()] == []
    ids = re.findall(r'^msgid "(.+)"$', (ROOT / "locales" / "en.po").read_text(), re.M)
    assert sorted(ids) == sorted(set(ids))


def test_an_id_without_words_is_a_defect_of_ours() -> None:
    with pytest.raises(words.MissingWordsError):
        words.say("en", "no.such_id")


# Placeholders


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", CATALOGUE)
def test_placeholders_are_named(key: str) -> None:
    assert all(re.fullmatch(r"[a-z_]+", name) for name in placeholders(CATALOGUE[key]))


def test_every_placeholder_is_filled_where_words_are_said() -> None:
    """Where the id stands in the call; those that are built are said in the screens below."""
    checked = 0
    for path in FILES:
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call):
                continue
            ids = [a.value for a in call.args if isinstance(a, ast.Constant)]
            given = {keyword.arg for keyword in call.keywords}
            if is_say(call) and ids and None not in given:
                checked += 1
                assert placeholders(CATALOGUE[str(ids[0])]) <= given, (path, ids[0])
    assert checked > 50


def test_no_brace_is_ever_left(monkeypatch: pytest.MonkeyPatch) -> None:
    said: dict[str, str] = {}
    real = words.say

    def listen(lang: str, key: str, /, **values: object) -> str:
        said[key] = real(lang, key, **values)
        return said[key]

    monkeypatch.setattr(words, "say", listen)
    screens = shown.everything()
    assert len(said) > 100
    assert [key for key, text in said.items() if re.search(r"[{}]", text)] == []
    for screen in screens:
        labels = [button.label for row in screen.rows for button in row]
        assert not re.search(r"[{}]", "".join([screen.text, screen.place or "", *labels]))


# How it reads

# product.md: "What it must never do". `therapist` is somebody; `therapy` is a claim.
FORBIDDEN = re.compile(
    r"\b(monitor\w*|detect\w*|alerts?|alerted|therap(y|ies|eutic)|recommend\w*|(un)?safe\w*"
    r"|harmful\w*|streaks?|scores?|missed|percent\w*|catch(ing)?[ -]up|too much|well done"
    r"|good job|great|congratulations|welcome back|failed|failure|progress\w*)\b|[!%]",
    re.IGNORECASE,
)
# Read once, at leisure, and complete before short.
AT_LEISURE = ("consent.", "privacy.", "help.")
MOST_WORDS = 25


@pytest.mark.parametrize("key", CATALOGUE)
def test_words_the_page_forbids_are_not_there(key: str) -> None:
    assert not FORBIDDEN.search(CATALOGUE[key])


@pytest.mark.parametrize(
    "text", ["Alert", "your streak", "That was too much.", "Done!", "80 %", "is it safe?"]
)
def test_a_planted_forbidden_word_is_found(text: str) -> None:
    assert FORBIDDEN.search(text)


def test_a_therapist_may_be_named() -> None:
    assert not FORBIDDEN.search("ask your therapist")


def test_no_screen_says_a_forbidden_word_nor_the_illness() -> None:
    for screen in shown.everything():
        assert not FORBIDDEN.search(screen.text), screen.text
        assert not re.search(r"\bALS\b|\bMND\b|motor neuron", screen.text), screen.text


def test_what_a_digest_is_made_of_never_names_the_illness() -> None:
    groups = ("digest", "outcome", "record", "recovery", "why", "duration", "template", "exercise")
    made_of = [said for key, said in CATALOGUE.items() if key.split(".")[0] in groups]
    assert len(made_of) > 30
    assert not re.search(r"\bALS\b|diagnos|illness|disease", " ".join(made_of), re.IGNORECASE)


def sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.?:;])\s+|\n+", text) if one]


@pytest.mark.parametrize("key", [key for key in CATALOGUE if not key.startswith(AT_LEISURE)])
def test_a_sentence_is_short(key: str) -> None:
    for sentence in sentences(CATALOGUE[key]):
        assert len(sentence.split()) <= MOST_WORDS, sentence


@pytest.mark.parametrize("key", [key for key in CATALOGUE if key.startswith(AT_LEISURE)])
def test_no_sentence_is_endless(key: str) -> None:
    for sentence in sentences(CATALOGUE[key]):
        assert len(sentence.split()) <= 40, sentence


@pytest.mark.parametrize(
    "key", [key for key in CATALOGUE if key.startswith(("button.", "choice."))]
)
def test_a_label_is_short(key: str) -> None:
    assert len(CATALOGUE[key]) <= 40
    assert not CATALOGUE[key].endswith(".")


@pytest.mark.parametrize("key", [key for key in CATALOGUE if key.startswith("toast.")])
def test_a_line_for_a_tap_fits_telegrams_limit(key: str) -> None:
    assert len(CATALOGUE[key]) <= 200


@pytest.mark.parametrize("name", sorted(IN_MENUS))
def test_the_menu_fits_telegrams_limits(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
    assert 3 <= len(CATALOGUE[f"menu.{name}"]) <= 256


def test_every_command_is_in_a_menu_and_the_menus_offer_what_there_is() -> None:
    assert {"start", *calls.COMMANDS} == IN_MENUS


def offered(role: Role) -> Iterator[str]:
    """The commands of somebody in that role whom the person lets propose changes."""
    at = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    one = Member(circle_id=1, role=role, name="x", may_propose=True, joined_at=at)
    who = rights.Who(one, one, Circle(zone="UTC", created_at=at))
    for name, what in rights.COMMANDS.items():
        if what is None or rights.may(what, who):
            yield name


def test_what_help_lists_is_in_the_menu() -> None:
    for role in (Role.PATIENT, Role.CAREGIVER, Role.THERAPIST):
        part = CATALOGUE["help.person" if role == Role.PATIENT else f"help.{role}"]
        names = [name for name in offered(role) if name != "help"]
        assert re.findall(r"^/(\w+)", part, re.M) == names
    mentioned = {name for said in CATALOGUE.values() for name in re.findall(r"(?<!\S)/(\w+)", said)}
    assert mentioned <= {*calls.COMMANDS, "start"}


def test_help_and_privacy_say_that_nobody_watches() -> None:
    for key in ("help.text", "privacy.text", "consent.text"):
        assert "Nobody is watching this chat." in CATALOGUE[key]


def test_an_unknown_setting_names_the_known_ones() -> None:
    for known in (Registration, LogLevel):
        said = words.say("en", "setting.unknown", known=", ".join(known))
        assert all(one.value in said for one in known)


# Durations and days


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "1 min"),
        (35, "35 min"),
        (60, "an hour"),
        (61, "1 h 1 min"),
        (70, "1 h 10 min"),
        (90, "1½ h"),
        (120, "2 h"),
        (150, "2½ h"),
        (600, "10 h"),
    ],
)
def test_durations(minutes: int, said: str) -> None:
    assert words.duration("en", minutes) == said


def test_durations_that_differ_are_said_differently() -> None:
    said = [words.duration("en", minutes) for minutes in range(1, 1201)]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("code", ["en", "en-GB", "EN", "xx", None, "", "../en", "EN_gb"])
def test_a_language_we_lack_is_english(code: str | None) -> None:
    assert words.language(code) == "en"
