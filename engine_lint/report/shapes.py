"""Pieces of the JSON Schemas that reports publish. Objects may have further fields: later releases only add some."""

from __future__ import annotations

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
NAME: dict[str, Any] = {"type": ["string", "null"]}
FLAG: dict[str, Any] = {"type": "boolean"}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}


def object_of(properties: dict[str, Any], description: str = "", optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object with these fields."""
    found = {"type": "object", "properties": properties, "required": [name for name in properties if name not in optional]}
    return {**found, "description": description} if description else found


def list_of(items: dict[str, Any], description: str = "") -> dict[str, Any]:
    """A list of things of one shape."""
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def or_null(shape: dict[str, Any]) -> dict[str, Any]:
    """A shape, or null."""
    return {"anyOf": [{"type": "null"}, shape]}


def said(shape: dict[str, Any], description: str) -> dict[str, Any]:
    """A shape with what it means."""
    return {**shape, "description": description}
