"""The rows. Instants are aware UTC; local dates and wall times go with the circle's zone.

Ids are never used again after a row is gone (AUTOINCREMENT): a button in an old chat message
carries one, and must not come to mean somebody else's session.
"""

from care.models.days import Answer, Message, Planned, Session
from care.models.house import Aside, DataKey, Erased, Pace, Pulse, Seen
from care.models.people import Chat, Circle, Human, Invitation, Member
from care.models.plans import Exercise, Picture, PlanVersion, Routine, Slot

__all__ = [
    "Answer",
    "Aside",
    "Chat",
    "Circle",
    "DataKey",
    "Erased",
    "Exercise",
    "Human",
    "Invitation",
    "Member",
    "Message",
    "Pace",
    "Picture",
    "PlanVersion",
    "Planned",
    "Pulse",
    "Routine",
    "Seen",
    "Session",
    "Slot",
]
