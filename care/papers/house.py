"""What papers have in common: how somebody is named on them."""


def first_name(name: str) -> str:
    """A paper that others see has no surname on it."""
    return next(iter(name.split()), name)
