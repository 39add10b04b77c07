"""The first steps, as they lie on somebody's phone: each question and what is done with it."""

from typing import TYPE_CHECKING

from tests.simulation.cities import CITIES

if TYPE_CHECKING:
    from tests.simulation.lives import Answer, Life, Lying

AGREE = "Yes, I agree"
WHOSE = {
    "mine": "The exercises are mine",
    "both": "I'm setting it up for both",
    "help": "I help someone",
    "no phone": "I help someone",
}
TEMPLATES = {
    "Gentle range of motion, daily": 40,
    "Hand and finger, daily": 20,
    "Seated, daily": 15,
    "Pedal exerciser, three times a week": 8,
    "With a helper, in bed": 10,
}
# How it begins when somebody is in.
IN = ("All set", "You get ", "You are in", "You answer for ", "The next prompt, ", "No prompt is")


def lets_in(text: str) -> bool:
    """Whether a message says that they are in."""
    return text.startswith(IN) or "Below the chat are Today" in text


def answer(life: "Life", lying: "Lying") -> "Answer":
    """What is done with a message of the set-up; None for all others."""
    return _tapped(life, lying) or _city(life, lying) or _plan(life, lying) or _named(life, lying)


def _tapped(life: "Life", lying: "Lying") -> "Answer":
    if WHOSE["mine"] in lying.labels:
        return WHOSE[life.family.way]
    if "They have no phone" in lying.labels and life.family.way == "no phone":
        return "They have no phone"
    yes = (AGREE, "Yes, they said yes")
    return next((one for one in yes if one in lying.labels), None)


def _city(life: "Life", lying: "Lying") -> "Answer":
    if lying.text == "Which one?":
        town = life.city.zone.rpartition("/")[2].replace("_", " ")
        return next((one for one in lying.labels if town in one), lying.labels[0])
    if lying.is_last and lying.text.startswith("I don't know that place"):
        life.city = CITIES[0]
        return f"={life.city.name}"
    if lying.is_last and lying.text.startswith("Which city"):
        return f"={life.city.name}"
    return None


def _plan(life: "Life", lying: "Lying") -> "Answer":
    rng = life.rng
    if "Gentle range of motion, daily" in lying.labels:
        return rng.choices(list(TEMPLATES), list(TEMPLATES.values()))[0]
    if "What time?" in lying.text and lying.is_last:
        times = [one for one in lying.labels if one != "Help"]
        typed = f"={rng.randint(6, 20)}:{rng.choice((0, 0, 15, 30, 45)):02}"
        return rng.choice(times) if times and rng.random() < 0.5 else typed
    return None


def _named(life: "Life", lying: "Lying") -> "Answer":
    """Somebody without a phone: their name and their yes."""
    if lying.is_last and lying.text.startswith("What is their first name?"):
        return f"=Alex {life.family.mark}" if life.rng.random() < 0.8 else "Without a name"
    agrees = [one for one in lying.labels if one.startswith("Yes, ") and one.endswith(" agrees")]
    if agrees:
        return agrees[0] if life.rng.random() < 0.95 else "Not yet"
    return None
