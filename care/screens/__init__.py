"""What a person sees: plain values in, a Screen out. Every word comes from the catalogue."""

from care.screens.card import CardView, card, record_line, recovery_words
from care.screens.day import day_line, digest, journal, shared, today

__all__ = [
    "CardView",
    "card",
    "day_line",
    "digest",
    "journal",
    "record_line",
    "recovery_words",
    "shared",
    "today",
]
