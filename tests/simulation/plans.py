"""Changes of a plan, as steps in the chat: what is tapped and typed, in order."""

import random

# Whatever the routine and its first exercise are called.
ROUTINE = "Gentle*|Hand and*|Seated*|Pedal exerc*|With a help*|Slow*"
EXERCISE = "Shoulder*|Wrist*|Turn the*|Pedals|A helper*|Ankle*|Open and*|Bend*|Raise*"
USE = ("/plan", "See the changes", "Use this plan|Send it to*")
TOWARDS = {
    "adds a time": (ROUTINE, "Add a time", "={time}"),
    "pauses a routine": (ROUTINE, "More settings", "Pause", "Again on*"),
    "another length": (ROUTINE, "How long", "={minutes}"),
    "another name": (ROUTINE, "Name", "=Slow round {mark}"),
    "adds a routine": ("Add a routine", "Seated|Hand and finger|With a helper, in bed"),
    "an empty routine": ("Add a routine", "An empty one", "=Slow walk {mark}"),
    "a lighter version": (ROUTINE, "Lighter version", "Begin with the usual one"),
    "asks for pain only": (ROUTINE, "More settings", "What is asked after it", "pain only"),
    "a helper's minutes": (ROUTINE, "More settings", "Helper's minutes", "=5"),
    "a stop rule": (ROUTINE, "More settings", "When to stop", "=Stop when it burns {mark}"),
    "another time": (ROUTINE, "*, every day|*:*", "Time of day", "={time}"),
    "a limit": ("Limits, dates and clinic", "Feeling as before: limit", "=45"),
}


def change(rng: random.Random, mark: str) -> tuple[str, ...]:
    """One change, to its end mostly: in use, sent, dropped, or left as it lies."""
    steps = rng.choice(list(TOWARDS.values()))
    end = rng.choices((USE, (*USE[:2], "Drop the changes", "Yes, drop them all"), ()), (8, 1, 1))[0]
    words = {
        "time": f"{rng.randint(7, 20)}:{rng.choice(('00', '30'))}",
        "minutes": str(rng.randint(5, 30)),
        "mark": mark,
    }
    return ("/plan", *(step.format(**words) for step in steps), *end)


def can_not_any_more(rng: random.Random) -> tuple[str, ...]:
    """An exercise leaves with one tap, and comes back now and then."""
    steps = ("/plan", ROUTINE, EXERCISE, "Can't do this one any more")
    return (*steps, "Undo") if rng.random() < 0.3 else steps
