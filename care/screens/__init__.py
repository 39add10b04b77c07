"""What a person sees: plain values in, a Screen out. Every word comes from the catalogue."""

from care.screens.card import card
from care.screens.day import day_line, digest, shared, today
from care.screens.daybook import Changed, journal, journal_full
from care.screens.record import record_line, recovery_words
from care.screens.standing import standing
from care.screens.view import CardView

__all__ = [
    "CardView",
    "Changed",
    "card",
    "day_line",
    "digest",
    "journal",
    "journal_full",
    "record_line",
    "recovery_words",
    "shared",
    "standing",
    "today",
]
