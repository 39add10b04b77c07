"""The price of a plan, said before anyone says yes to it: minutes, and those of a helper's hands.

"The plan states its price in minutes and in helper's minutes" (product.md): what it asks of those
who help belongs to the question.
"""

from care import words
from care.plan import Price

A_WEEK = 7


def price_line(lang: str, price: Price) -> str:
    """ "About 40 min a day, 25 of them with a helper's hands."

    The same on each day that has something, or from the shortest such day to the longest.
    """
    if not price.days:
        return words.say(lang, "price.nothing")
    hands = words.say(lang, _hands(price), n=price.helper)
    values = {"least": price.least, "most": price.most, "days": price.days}
    return words.say(lang, _days(price), hands=hands, **values)


def _days(price: Price) -> str:
    same = price.least == price.most
    if price.days == A_WEEK:
        return "price.a_day" if same else "price.span"
    if price.days == 1:
        return "price.one_day"
    return "price.a_day_of" if same else "price.span_of"


def _hands(price: Price) -> str:
    if not price.helper:
        return "price.no_hands"
    # Of several lengths, the helper's minutes are those of the day that needs them most.
    return "price.hands" if price.least == price.most else "price.hands_most"
