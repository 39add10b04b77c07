"""Notes of a kind of their own: a fall, a question for the next visit."""

import re

from care.grammar import GRAMMARS


def fall(text: str, lang: str) -> bool:
    """Whether a note says that there was a fall: "I fell", not "I nearly fell" or "fell asleep"."""
    grammar = GRAMMARS.get(lang)
    if grammar is None:
        return False
    plain = re.sub(r"['’‘ʼ]", "", text.casefold())
    clauses = (" ".join(one.split()) for one in re.split(grammar.clause_ends, plain))
    return any(re.search(grammar.fall, c) and not re.search(grammar.no_fall, c) for c in clauses)


def question(text: str, lang: str) -> str | None:
    """What is asked in "question for the visit: …", as it was written; nothing in other notes."""
    grammar = GRAMMARS.get(lang)
    for pattern in grammar.questions if grammar else ():
        found = re.fullmatch(pattern, text.strip(), re.IGNORECASE | re.DOTALL)
        if found and re.search(r"\w", found["rest"]):
            return found["rest"].strip()
    return None
