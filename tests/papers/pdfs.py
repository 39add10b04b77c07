"""What is in a PDF, by a reader that isn't ours."""

import io
from typing import Any

import pypdf


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def root(data: bytes) -> Any:
    """Where all of it hangs."""
    return read(data).trailer["/Root"]


def pages(data: bytes) -> int:
    return len(read(data).pages)


def text(data: bytes) -> str:
    """All that is to be read in it, on one line, without what only steers the direction."""
    said = " ".join(page.extract_text() for page in read(data).pages)
    return " ".join("".join(one for one in said if one not in "\u200e\u200b").split())


def tags(data: bytes) -> list[str]:
    """The names of its structure's elements, in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            walk(node.get("/K", []))

    walk(root(data)["/StructTreeRoot"])
    return found


def alternatives(data: bytes) -> list[str]:
    """What is read out in place of its pictures."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            walk(node.get("/K", []))

    walk(root(data)["/StructTreeRoot"])
    return found
