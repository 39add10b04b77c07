"""setWebhook, deleteWebhook and getWebhookInfo; where it is, is kept in the store."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sandbox.refusal import bad
from sandbox.world import LOOPBACK

if TYPE_CHECKING:
    from sandbox.store import Json, Store
    from sandbox.world import World

HOOK = "webhook"
ERROR = "webhook_error"
CONNECTIONS = 40
MOST_CONNECTIONS = 100
LONGEST_SECRET = 256
EVERYTHING = 2**62


def hook_of(store: Store) -> Json | None:
    """Its url, secret and max_connections, where one is set."""
    found: Json | None = store.get(HOOK)
    return found


def set_webhook(here: World, params: Json) -> bool:
    """setWebhook. Without an address it is removed; the same once more changes nothing."""
    if not params.get("url"):
        return delete_webhook(here, params)
    most = params.get("max_connections", CONNECTIONS)
    hook = {
        "url": _loopback(params["url"]),
        "secret": _secret(params.get("secret_token", "")),
        "max_connections": min(max(most, 1), MOST_CONNECTIONS),
    }
    if "allowed_updates" in params:
        here.store.put("allowed_updates", params["allowed_updates"])
    if hook != hook_of(here.store):
        here.store.put(HOOK, hook)
        here.store.put(ERROR, None)
    _drop(here, params)
    return True


def _loopback(url: str) -> str:
    """Telegram wants https and the open network; the sandbox has neither."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme == "http" and parts.hostname in LOOPBACK and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise bad("bad webhook: the sandbox delivers to http:// on loopback only")
    return url


def _secret(token: str) -> str:
    if len(token) > LONGEST_SECRET:
        raise bad("secret token is too long")
    if not re.fullmatch("[A-Za-z0-9_-]*", token):
        raise bad("secret token contains unallowed characters")
    return token


def _drop(here: World, params: Json) -> None:
    if params.get("drop_pending_updates"):
        here.store.confirm(EVERYTHING)


def delete_webhook(here: World, params: Json) -> bool:
    """deleteWebhook. What waits is kept for whoever asks next, unless it shall be dropped."""
    here.store.put(HOOK, None)
    here.store.put(ERROR, None)
    _drop(here, params)
    return True


def webhook_info(here: World, _params: Json) -> Json:
    """getWebhookInfo."""
    hook = hook_of(here.store)
    info = {
        "url": hook["url"] if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": here.store.pending(here.clock.timestamp()),
    }
    if hook:
        info["max_connections"] = hook["max_connections"]
        info |= here.store.get(ERROR) or {}
    if allowed := here.store.get("allowed_updates"):
        info["allowed_updates"] = allowed
    return info


def failed(here: World, problem: str) -> None:
    """What getWebhookInfo tells from now on."""
    with here.store.transaction():
        error = {"last_error_date": here.date(), "last_error_message": problem}
        here.store.put(ERROR, error)
