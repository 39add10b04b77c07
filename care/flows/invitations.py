"""Links that work once, for 48 hours, for one role. Only a hash of the secret is kept."""

import datetime as dt
import hashlib
import hmac
import secrets

from sqlmodel import Session as Db

from care import store
from care.kinds import Role
from care.models import Human, Invitation

LASTS = dt.timedelta(hours=48)
LASTS_HOURS = 48


def make(
    db: Db,
    role: Role,
    now: dt.datetime,
    *,
    circle_id: int | None = None,
    made_by: int | None = None,
) -> str:
    """A new invitation; its secret (128 bits) is told once, here."""
    secret = secrets.token_urlsafe(16)
    row = Invitation(
        hash=_hash(secret), role=role, circle_id=circle_id, made_by=made_by, until=now + LASTS
    )
    store.add(db, row)
    return secret


def link(bot: str, secret: str) -> str:
    """The address that opens the bot with the secret."""
    return f"https://t.me/{bot}?start={secret}"


def valid(db: Db, secret: str, now: dt.datetime) -> Invitation | None:
    """The invitation of that secret, if it wasn't used and isn't too old."""
    hashed = _hash(secret)
    found = store.invitation(db, hashed)
    # The index found it by the hash of 128 bits that nobody can choose; compared once more in a
    # time that tells nothing, whatever a database takes for equal.
    if found is None or not hmac.compare_digest(found.hash, hashed):
        return None
    return None if found.used_at is not None or found.until < now else found


def use(db: Db, invitation: Invitation, human: Human, now: dt.datetime) -> None:
    """It worked once."""
    invitation.used_at, invitation.used_by = now, human.id
    if invitation.role == Role.SETUP:
        db.flush()
        store.drop_open_setup_links(db)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def setup_secret(db: Db, now: dt.datetime) -> str | None:
    """A set-up link's secret for the host, as long as nobody is set up."""
    return None if store.any_circle(db) else make(db, Role.SETUP, now)
