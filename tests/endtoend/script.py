"""Four days of Alex's, step by step: what happens, what is sent for it, what is seen then."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.endtoend.world import BERLIN, FROZEN, World

ALEX, SAM = 1001, 1002
GENTLE = "Gentle range of motion"
PROMPT = (ALEX, f"{GENTLE} · about 10 min")
SHORTER = (ALEX, f"{GENTLE} · about 5 min")
START_BUTTONS = ("Done", "Stopped early", "Later", "Not today", "Bad day: rest")
TEMPLATES = (
    "Gentle range of motion, daily", "Hand and finger, daily", "Seated, daily",
    "With a helper, in bed", "Pedal exerciser, three times a week",
    "A photo of my therapist's sheet",
)  # fmt: skip
PAINS = (*map(str, range(11)), "Change")
Answers = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Step:
    """One thing that happens.

    `sends`: every new message it calls for, by its first words. `shows` and `buttons`: what is at
    the bottom of Alex's chat then. `adds`: what the journal has then that it hadn't.
    """

    name: str
    act: Callable[[World], Awaitable[None]]
    sends: tuple[tuple[int, str], ...] = ()
    shows: str = ""
    buttons: tuple[str, ...] = ()
    adds: Answers = ()
    at: dt.datetime | None = None
    is_time: bool = False


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """That wall time of Alex's; day 1 is the Monday."""
    local = FROZEN.astimezone(BERLIN).replace(hour=hour, minute=minute)
    return (local + dt.timedelta(days=day - 1)).astimezone(dt.UTC)


def alex(label: str) -> Callable[[World], Awaitable[None]]:
    """Alex taps."""
    return lambda world: world.alex.taps(label)


def says(text: str) -> Callable[[World], Awaitable[None]]:
    """Alex writes."""
    return lambda world: world.alex.says(text)


def clock(moment: dt.datetime) -> Callable[[World], Awaitable[None]]:
    """The time comes."""
    return lambda world: world.move(moment)


async def _opens_the_host_s_link(world: World) -> None:
    await world.alex.opens(await world.setup_link())


async def _sam_opens(world: World) -> None:
    text = (await world.alex.heard())[-1]["text"]
    await world.sam.opens(next(word for word in text.split() if word.startswith("https://t.me/")))


def due(day: int, hour: int, minute: int, name: str, *sends: tuple[int, str],
        shows: str, buttons: tuple[str, ...]) -> Step:  # fmt: skip
    """A step that only the time brings."""
    moment = at(day, hour, minute)
    return Step(name, clock(moment), sends, shows, buttons, is_time=True)


SET_UP = (
    Step("the link", _opens_the_host_s_link, ((ALEX, "Baseline reminds you"),),
         "Baseline reminds you", ("Yes, I agree",)),
    Step("consent", alex("Yes, I agree"), (), "Whose exercises",
         ("The exercises are mine", "I help someone", "I'm setting it up for both")),
    Step("whose", alex("The exercises are mine"), ((ALEX, "Which city"),), "Which city"),
    Step("zone", says("Berlin"), ((ALEX, "Clock: Berlin"), (ALEX, "What would you like")),
         "What would you like", TEMPLATES),
    Step("template", alex("Gentle range of motion, daily"), (), "What time?",
         ("8:00", "9:00", "10:00", "17:00")),
    Step("time", alex("9:00"), ((ALEX, "All set."),), "comes on Monday 2 Mar at 9:00"),
    Step("invite", says("/invite"), ((ALEX, "Give this link"),), "Give this link",
         ("A link for my therapist",)),
    Step("Sam's link", _sam_opens, ((SAM, "Alex would like you"),), "Give this link",
         ("A link for my therapist",)),
    Step("Sam's consent", lambda world: world.sam.taps("Yes, I agree"), ((ALEX, "Sam joined"),),
         "Sam joined"),
)  # fmt: skip

GOOD = (
    due(1, 9, 0, "prompt", PROMPT, shows="Stop if it hurts", buttons=START_BUTTONS),
    Step("done", alex("Done"), (), "How much pain", PAINS,
         (("outcome", "done"),), at=at(1, 9, 10)),
    Step("pain", alex("2"), (), "Tap when you feel as before", ("As before",),
         (("pain", "2"),), at=at(1, 9, 20)),
    Step("as before", alex("As before"), (), "done. As before within 35 min, pain 2.", ("Change",),
         (("recovery", "within:35"),), at=at(1, 9, 45)),
    due(1, 19, 30, "digest", (SAM, f"Monday 2 Mar\n{GENTLE}: done. As before within 35 min"),
        shows="pain 2.", buttons=("Change",)),
)  # fmt: skip

OVER = (
    due(2, 9, 0, "second prompt", PROMPT, shows="Stop if it hurts", buttons=START_BUTTONS),
    Step("done again", alex("Done"), (), "How much pain", PAINS,
         (("outcome", "done"),), at=at(2, 9, 10)),
    Step("pain again", alex("4"), (), "Tap when you feel as before",
         ("As before",), (("pain", "4"),), at=at(2, 9, 20)),
    due(2, 10, 10, "the limit's question", (ALEX, f"An hour since {GENTLE}"), shows="An hour since",
        buttons=("Yes, within 15 min", "Within 30 min", "Within the hour", "Not yet",
                 "Can't tell")),
    Step("not yet", alex("Not yet"), (), "More than an hour", ("Change",),
         (("recovery", "not_yet:60"),), at=at(2, 10, 20)),
    due(2, 11, 20, "the later question", (ALEX, f"{GENTLE}: do you feel as before now?"),
        shows="as before now?",
        buttons=("It took about 1½ h", "About 2 h", "Longer", "Not yet", "Can't tell")),
    Step("not yet again", alex("Not yet"), (), "More than 2 h, pain 4.", ("Change",),
         (("recovery", "not_yet:120"),), at=at(2, 11, 30)),
    due(2, 19, 30, "second digest", (SAM, f"Tuesday 3 Mar\n{GENTLE}: done. More than 2 h"),
        shows="More than 2 h", buttons=("Change",)),
)  # fmt: skip

ROUTINE = (
    "Shoulder circles", "Bend and straighten the elbows", "Bend and straighten the knees, sitting",
    "Ankle circles", "Add an exercise", "9:00, every day", "Add a time", "Name", "How long",
    "Lighter version", "More settings",
)  # fmt: skip
PLAN = (
    Step("the plan", says("/plan"), ((ALEX, "Your plan"),), "Your plan",
         (GENTLE, "Add a routine", "Limits, dates and clinic", "As a file",
          "Who may propose changes"), at=at(2, 20)),
    Step("a routine", alex(GENTLE), (), "about 10 min", (*ROUTINE, "Back")),
    Step("how long", alex("How long"), (), "About how long does it take?",
         ("5 min", "✓ 10 min", "15 min", "20 min", "Back", "30 min", "45 min", "an hour")),
    Step("shorter", alex("5 min"), (), "about 5 min",
         (*ROUTINE, "Undo", "See the changes", "Back")),
    Step("the changes", alex("See the changes"), (), "This would change",
         ("Use this plan", "Undo the last step", "Back", "Drop the changes")),
    Step("in use", alex("Use this plan"), (), "This is the plan from now on.", ("Undo", "Back")),
)  # fmt: skip

BAD = (
    due(3, 9, 0, "third prompt", SHORTER, shows="Stop if it hurts", buttons=START_BUTTONS),
    Step("later", alex("Later"), (), "It comes again at 11:05", ("Undo",),
         (("later", "yes"),), at=at(3, 9, 5)),
    due(3, 11, 5, "the prompt again", SHORTER, shows="Stop if it hurts", buttons=START_BUTTONS),
    Step("bad day", alex("Bad day: rest"), (), "Resting until tomorrow", ("Undo",),
         (("outcome", "rest"),), at=at(3, 11, 10)),
    Step("undo", alex("Undo"), (), "Stop if it hurts", (*START_BUTTONS[:4], "Help"),
         (("outcome", "withdrawn"),), at=at(3, 11, 20)),
    Step("not today", alex("Not today"), (), "not today.", ("Change",),
         (("outcome", "not_today"),), at=at(3, 11, 30)),
    due(4, 9, 0, "fourth prompt", SHORTER, shows="Stop if it hurts", buttons=START_BUTTONS),
    Step("bad day again", alex("Bad day: rest"), (), "Resting until tomorrow", ("Undo",),
         (("outcome", "rest"),), at=at(4, 9, 10)),
    due(4, 19, 30, "third digest", (SAM, "Thursday 5 Mar\nA rest day."),
        shows="Resting until", buttons=("Undo",)),
    Step("journal", says("/journal"), ((ALEX, "Your last 7 days"),), "Your last 7 days",
         ("With the exercises", "Picture of the month")),
    Step("the picture", alex("Picture of the month"), ((ALEX, "6 Feb to 5 Mar: how long"),),
         "6 Feb to 5 Mar: how long"),
    Step("stop", says("/stop"), ((ALEX, "Stop all messages"),), "Stop all messages",
         ("Keep going", "Pause everything, for everyone", "Stop everything, for everyone")),
    Step("stop everything", alex("Stop everything, for everyone"), (), "Stopped.",
         ("Start again",)),
)  # fmt: skip

ALL = SET_UP + GOOD + OVER + PLAN + BAD
