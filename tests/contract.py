"""Every request that the tests make, held against aiogram's own description of the Bot API."""

import functools
import json
from typing import Any

import pydantic

from tests import quick


@functools.cache
def by_name() -> dict[str, Any]:
    """Each method's model. Loading them takes three seconds: only a process that asks has to."""
    from aiogram import methods  # noqa: PLC0415
    from aiogram.methods.base import TelegramMethod  # noqa: PLC0415

    found = {
        getattr(method, "__api_method__", ""): method
        for method in vars(methods).values()
        if isinstance(method, type) and issubclass(method, TelegramMethod)
    }
    quick.settle_memory()
    return found


def broken(method: str, params: dict[str, Any]) -> str | None:
    """What is wrong with a request, by an independent model; nothing where it is right."""
    model = by_name().get(method)
    if model is None:
        return f"{method}: no such method"
    decoded = {name: _decoded(value) for name, value in params.items()}
    unknown = decoded.keys() - model.model_fields.keys()
    if unknown:
        return f"{method}: unknown parameters {sorted(unknown)}"
    try:
        model.model_validate(decoded)
    except pydantic.ValidationError as error:
        return f"{method}: {error}"
    return None


def _decoded(value: Any) -> Any:
    """Nested values travel as JSON in a form's field; numbers and words as they are."""
    if isinstance(value, str) and value[:1] in "[{":
        return json.loads(value)
    return value
