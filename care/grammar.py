"""The words that people type or say, one table a language: data, no code.

Patterns meet what `wording.plain` makes of a text: small letters, no apostrophes ("cant"), numbers
as digits, a comma between spaces. Another language is another table under the same names; a new
phrasing is first a row in `tests/care/phrasings.py`, with the neighbours that must stay unread.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Grammar:
    """One language. Every pattern must match the whole of a clause, or of the text."""

    # Said without meaning anything: left out, and politeness read as a comma.
    fillers: str
    polite: str
    # What may stand between two clauses of one message.
    joins: frozenset[str]
    # Other spellings, in this order: a pattern and what to read instead.
    rewrites: tuple[tuple[str, str], ...]
    # By the names in `spoken.MEANINGS`; `n` is a number 0 to 10, `span` a span of time.
    phrases: dict[str, tuple[str, ...]]
    # Spans of time: days `d`, hours `h`, minutes `m`.
    spans: tuple[str, ...]
    # Wall times: `name`, or hour `h`, minutes after it `m` or before it `to`, part of day `part`.
    times: tuple[str, ...]
    # Named times, and parts of the day: their first and last hour (of 12), and what to add.
    named_times: dict[str, str]
    fractions: dict[str, int]
    parts: dict[str, tuple[int, int, int]]
    # Dates: `name`; `n` times `unit`; `weekday`, `day`, `month`, `year`; `a` and `b`, which is the
    # day and which the month not being said.
    dates: tuple[str, ...]
    # The same of days that are past; `n` times `unit` ago.
    past: tuple[str, ...]
    # Named days and units, in days.
    named_days: dict[str, int]
    units: dict[str, int]
    # A fall: what parts a note's clauses, what is one, and what says that there was none.
    clause_ends: str
    fall: str
    no_fall: str
    # A question for the next visit: `rest` is what is asked.
    questions: tuple[str, ...]


_YES, _NO = "(?:(?:yes|yeah|yep) (?:, )?)?", "(?:no (?:, )?)?"
_EXERCISES = "(?:(?:my|the) )?(?:exercises|stretches)"
_ALL = f"(?:it|them|it all|them all|all of it|all of them|everything|{_EXERCISES})"
_BAD = "(?:(?:very|really|so) )?bad day"
_HAVING = "(?:(?:its|it is|im having|i am having|having|i have|today is|todays) )?"
_BECAUSE = "(?:(?:because|cause|cos|due to)(?: of)? )?"
_AGAIN = "(?:(?:remind|ask) me (?:again )?)?"

_GUESS = "about|around|roughly|approximately|approx|maybe|probably|perhaps|like|say|just|only"
_SAYS = f"(?:{_GUESS}|id say|i would say|i think|i guess|its|it is|it was)"
_TAIL = "(?: (?:i think|i guess|i suppose|id say|or so|maybe|probably|roughly))?"
_N = "(?:an? )?(?:(?:number|level) )?(?P<n>10|[0-9])(?: out of 10| of 10| ?/ ?10)?"
_PAIN = "(?:(?:my|the|a|some) )?pain(?: (?:level|score|rating|number))?"

_H, _M = "(?:h|hrs?|hours?)", "(?:m|mins?|minutes?|minuets)"
_SPANS = (
    rf"(?P<h>\d+(?:\.(?:5|25|75))?) ?{_H}",
    rf"(?P<h>\d+) ?{_H}(?: ,)?(?: and)? ?(?P<m>[0-5]\d)(?: ?{_M})?",
    rf"(?P<h>\d+) ?{_H}(?: ,)?(?: and)? ?(?P<m>\d) ?{_M}",
    rf"(?P<h>\d\d?):(?P<m>[0-5]\d) ?{_H}",
    rf"(?P<m>\d+) ?{_M}",
    "(?P<d>[2-7]) days",
)
_SPAN = rf"(?P<span>\d[\d.:]* ?(?:{_H}(?:(?: ,)?(?: and)? ?\d+(?: ?{_M})?)?|{_M}|days))"
# What a span is said to be: some 45 minutes, at most, or more than. Never "no more than": dictation
# writes "No, more than an hour" without its comma.
_ABOUT = f"(?:(?:{_GUESS}|id say|i would say|i think|i guess|it was|nearly|almost) )*"
_WITHIN = (
    "(?:i think )?(?:within|(?:just )?under|less than|not (?:more|longer) than|up to|at most) "
)
_LONGER = "(?:i think )?(?:(?:just|a bit|a little|slightly) )?(?:over|more than|longer than) "
_TOOK = "(?:(?:it )?took(?: me)? )?"
_NORMAL = "(?:recovered|back to normal|as before|normal again)(?: again)?"
_FELT = f"(?:i )?(?:(?:was|ive|have|felt|got|fully|completely) )*{_NORMAL}"
_TO_RECOVER = (
    " (?:to (?:recover|feel as before|feel normal again|get back to normal|be as before)"
    "|until i (?:felt as before|recovered|was back to normal))"
)
_RECOVERY = "(?:(?:my|the) )?recovery(?: time)?(?: ,)?(?: (?:was|took|of))? "
_NEEDED = "(?:(?:it )?took(?: me)? |(?:i )?needed )?"


def _said(known: str, link: str) -> tuple[str, ...]:
    """A span with words that say it is the recovery's."""
    return (
        f"{_FELT} {link}{known}{_SPAN}{_TAIL}",
        f"{_RECOVERY}{known}{_SPAN}{_TAIL}",
        f"{_NEEDED}{known}{_SPAN}{_TO_RECOVER}",
    )


_AT = "(?:(?:until|till|til|on|for|in|this|the) )*"
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_WEEKDAY = "(?:(?P<weekday>[a-z]{3,9})(?: ,)? )?"
_YEAR = r"(?:(?: ,)? (?P<year>\d{4}))?"
_CALENDAR = (
    rf"{_WEEKDAY}(?:the )?{_DAY} (?:of )?(?P<month>[a-z]{{3,9}}){_YEAR}",
    rf"{_WEEKDAY}(?P<month>(?!the )[a-z]{{3,9}})(?: ,)?(?: the)? {_DAY}{_YEAR}",
    r"(?P<a>\d\d?)[./](?P<b>\d\d?)(?:[./](?P<year>\d{4}))?",
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)",
)
_WAS = "(?:it was )?(?:(?:on|the|this) )*"
_PART = r"(?: (?P<part>am|pm|a\.m|p\.m|in the morning|in the afternoon|in the evening))?"

_WHO = (
    "(?:the|my|our) (?:next )?"
    "(?:visit|appointment|therapist|physio|physiotherapist|doctor|nurse|neurologist)"
)
_HM = r"\s*(?:(?:um|uh|er|erm|so|well)\b,?\s*)*"
_NAMED = r"(?!me\b)\w+(?: \w+){0,2}"
# "I fell better" is "I felt better".
_FELL = (
    "(?:fell|fallen)(?! (?:(?:back )?(?:asleep|to sleep)|into a (?:deep )?sleep|ill|sick|behind"
    "|in love|for|short|apart|silent|as before|back to normal|(?:(?:much|a bit|a lot) )?better"
    "|worse|good|fine|well|ok|okay|tired|exhausted|recovered|stiff|sore|bad|great|normal|like"
    "|pain))\\b|(?:had|took) (?:a|another) (?:(?:bad|small|little|nasty) )?(?:fall|tumble)\\b"
)
_WE = "(?:i|ive|we|he|hes|she|shes|they)"
_HAVE = "(?:(?:just|have|has|had|also|then|actually) )*"

ENGLISH = Grammar(
    fillers=r"^so\b|\b(?:um+|uh+|erm?|h+m+|ah)\b",
    polite=r"\b(?:well(?! done\b)|ok|okay|please|thanks|thank you)\b",
    joins=frozenset((",", "and", "but", "with", "then", "so")),
    rewrites=(
        (r"^(.+?)(?: ,)? so i (?:had to stop|stopped)(?: early)?$", r"stopped , \1"),
        # Dictation's spelling, only where nothing else can be meant.
        (r"\b(an|half) our\b", r"\1 hour"),
        (r"\b(?:an?|n) a half\b|\band half\b(?! an?\b)", "and a half"),
        (r"(?<!\d )\b(?:to|too)(?= out of 10\b)", "2"),
        (r"(?<!\d )\bfor(?= out of 10\b)", "4"),
        (r"(?<!\d )\bate(?= out of 10\b)", "8"),
        (r"(?<!\d )\bwon(?= out of 10\b)", "1"),
        (r"\ba (?=100\b)", ""),
        (r"\b(?:a )?half (?:an? )?hour\b", "30 min"),
        (r"\b0\.5 (?:of )?an hour\b", "30 min"),
        (r"\b(?:a |1 )?quarter of an hour\b", "15 min"),
        (r"\b(?:3 quarters|0\.75) (?:of )?(?:an )?hour\b", "45 min"),
        (r"\b(?:an?|the) hour\b", "1 hour"),
        (r"(?<!\d )\bhour and a half\b", "1 hour and a half"),
        (r"\b(\d+) and a half hours\b", r"\1.5 hours"),
        (r"\b(\d+) (hours?) and a half\b", r"\1.5 \2"),
        (r"\b(\d+) (hours?) and a quarter\b", r"\1.25 \2"),
        (r"\b(\d+) (hours?) and 3 quarters\b", r"\1.75 \2"),
    ),
    phrases={
        "done": (
            f"{_YES}(?:(?:im|i am|its|it is|ive|i have|i) )?(?:all )?(?:done|finished)(?: {_ALL})?",
            f"{_YES}(?:i )?did {_ALL}",
            f"{_EXERCISES} done",
        ),
        "stopped": (
            "(?:(?:ive|i) )?(?:stopped|had to stop)(?: (?:early|halfway|half way))?",
            f"(?:i )?(?:couldnt|could not|didnt|did not) finish(?: {_ALL})?",
        ),
        "not_today": (
            f"{_NO}not today",
            "(?:(?:ill|i will) )?skip(?: (?:it|today|this|this 1|it today))?",
            "(?:i )?(?:cant|cannot|can not) today",
        ),
        "later": (
            f"{_AGAIN}(?:a bit )?later(?: today)?",
            "(?:maybe|(?:(?:ill|i will) )?do (?:it|them)) later",
            f"{_AGAIN}(?:again )?in 2 hours(?: time)?",
        ),
        "rest_day": (
            f"{_HAVING}(?:a )?{_BAD}(?: today)?(?: (?:, )?rest)?",
            "(?:a )?rest (?:day|today)",
            "(?:(?:im|i am) )?resting today",
            "(?:i )?need (?:(?:a|to) )?rest today",
        ),
        "rest_now": (
            "rest",
            "(?:(?:im|i am) )?resting",
            "(?:i )?(?:need|want)(?: (?:a|to))? rest",
            "(?:i )?have to rest",
        ),
        "why_pain": (
            f"{_BECAUSE}(?:(?:the|my|some|too much|in|i was in) )?pain",
            f"{_BECAUSE}(?:(?:it|was|too|very) )*painful",
            f"{_BECAUSE}(?:it )?(?:hurt|hurts|was hurting)(?: (?:too much|a lot))?",
        ),
        "why_tired": (
            f"{_BECAUSE}(?:(?:i|im|am|was|got|felt|feel|too|very|so|really|just) )*"
            "(?:tired|fatigued|exhausted|worn out)",
            f"{_BECAUSE}(?:too much )?fatigue",
            f"{_BECAUSE}it tired me(?: out)?",
        ),
        "why_other": ("something else", "something different", "other(?: reasons?)?"),
        "pain_said": (
            f"(?:(?:i )?(?:had|have|felt) )?{_PAIN}(?: ,)?"
            f"(?: (?:{_SAYS}|is|was|of|at))* {_N}{_TAIL}",
            f"(?!1 pain)(?:{_SAYS} )*{_N}(?: (?:for|of))?(?: (?:the|my))? pain{_TAIL}",
        ),
        "pain_bare": (f"(?:{_SAYS} )*{_N}{_TAIL}",),
        "no_pain": (
            "(?:(?:i|had|have|felt|feel|there was|there is|theres|absolutely) )*no pain"
            "(?: (?:at all|whatsoever))?",
            "(?:completely )?pain free",
            "painless",
            f"{_PAIN} (?:(?:was|is) )?(?:none|nil)",
            "without (?:any )?pain",
        ),
        "none_bare": ("none(?: at all)?", "nil"),
        "about_bare": (f"{_YES}{_TOOK}{_ABOUT}{_SPAN}{_TAIL}",),
        "about_alone": (f"{_YES}after {_ABOUT}{_SPAN}{_TAIL}",),
        "about_said": _said(_ABOUT, "(?:after|in) "),
        "within_bare": (f"{_YES}{_TOOK}{_WITHIN}{_SPAN}",),
        "within_said": _said(_WITHIN, "(?:in )?"),
        "longer_bare": (f"(?:no , )?{_TOOK}{_LONGER}{_SPAN}", f"{_YES}{_TOOK}{_LONGER}{_SPAN}"),
        "longer_said": _said(_LONGER, "(?:after|in) "),
        "not_yet": (
            f"{_NO}not (?:quite )?yet",
            f"{_NO}(?:still )?not (?:quite )?(?:{_NORMAL}|there)(?: yet)?",
            f"{_NO}still not",
            f"{_NO}(?:i )?(?:dont|do not) feel (?:as before|normal)(?: yet)?",
        ),
        "cant_tell": (
            "(?:i )?(?:(?:really|just) )?(?:cant|cannot|can not) (?:tell|say|remember)",
            "(?:i )?(?:(?:really|just) )?(?:dont|do not) (?:know|remember)",
            "(?:im )?not sure",
            "no idea",
            "hard to (?:say|tell)",
        ),
        "as_before": (
            f"{_YES}(?:i )?(?:(?:feel|felt|feeling|am|im|ive|fully|completely) )*{_NORMAL}"
            "(?: now)?",
        ),
    },
    spans=_SPANS,
    times=(
        "(?:at )?(?P<name>12 noon|noon|midday|midnight)",
        rf"(?:at )?(?P<h>\d\d?)(?: (?P<m>[1-5]\d))?(?: oclock)?{_PART}",
        rf"(?:at )?(?:a )?(?P<m>half|quarter|5|10|20|25)(?: minutes)? past (?P<h>\d\d?){_PART}",
        rf"(?:at )?(?:a )?(?P<to>quarter) to (?P<h>\d\d?){_PART}",
        rf"(?:at )?(?P<to>5|10|20|25) minutes to (?P<h>\d\d?){_PART}",
        rf"(?:at )?(?P<to>20|25) to (?P<h>1[0-2]|[1-9]){_PART}",
        rf"(?:at )?(?P<to>10) to (?P<h>10|[1-9]){_PART}",
    ),
    named_times={"noon": "12:00", "midday": "12:00", "12 noon": "12:00", "midnight": "00:00"},
    fractions={"quarter": 15, "half": 30},
    parts={
        "am": (1, 12, 0),
        "pm": (1, 12, 12),
        "in the morning": (1, 11, 0),
        "in the afternoon": (1, 6, 12),
        "in the evening": (5, 11, 12),
    },
    dates=(
        rf"{_AT}(?P<name>tomorrow|day after tomorrow)",
        rf"{_AT}(?P<n>\d{{1,3}}|an?) (?P<unit>day|week|fortnight)s?",
        rf"{_AT}(?P<weekday>[a-z]{{3,9}})",
        *(f"{_AT}{one}" for one in _CALENDAR),
    ),
    past=(
        f"{_WAS}(?P<name>today|yesterday|day before yesterday)",
        rf"{_WAS}(?P<n>\d{{1,3}}|an?) (?P<unit>day|week|fortnight)s? ago",
        f"{_WAS}(?P<weekday>[a-z]{{3,9}})",
        *(f"{_WAS}{one}" for one in _CALENDAR),
    ),
    named_days={
        "tomorrow": 1,
        "day after tomorrow": 2,
        "today": 0,
        "yesterday": -1,
        "day before yesterday": -2,
    },
    units={"day": 1, "week": 7, "fortnight": 14},
    clause_ends=r"(?<=\?)|[.,;:!\n]|(?<!not )\bbecause\b|\bbut\b|\bthen\b|\bso\b",
    fall=(
        rf"(?:^(?:(?:um|uh|today|yesterday|this morning) )*|\b{_WE} ){_HAVE}"
        rf"(?:(?:slipped|tripped|stumbled) and )?(?:{_FELL})|^{_WE} .*\band (?:{_FELL})"
    ),
    no_fall=(
        r"\b(?:nearly|almost|not|no|never|nobody|didnt|havent|hasnt|wasnt|if|in case|thought"
        r"|dream\w*|might|could|would|afraid|scared|worried|imagine\w*)\b|\?"
    ),
    questions=(
        rf"{_HM}questions?(?: for {_NAMED})?\s*[:–—]\s*(?P<rest>.*)",
        rf"{_HM}questions?(?: for {_NAMED})?\s+-\s+(?P<rest>.*)",
        rf"{_HM}questions? for {_WHO}\b[,:]?\s+(?P<rest>.*)",
        rf"{_HM}ask {_NAMED}\s*:\s*(?P<rest>.*)",
        rf"{_HM}ask {_WHO}\b,?\s+(?P<rest>.*)",
        rf"{_HM}for (?:the|my|our) (?:next )?(?:visit|appointment)\s*[:,]\s*(?P<rest>.*)",
    ),
)

GRAMMARS: dict[str, Grammar] = {"en": ENGLISH}
