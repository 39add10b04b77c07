"""The price of a plan, said before anyone says yes to it: minutes, and a helper's."""

from care.plan import Price
from care.screens import setup


def price_line(lang: str, price: Price) -> str:
    """ "About 40 min a day, 25 of them with a helper's hands." """
    return setup.price(lang, price.most, price.helper)
