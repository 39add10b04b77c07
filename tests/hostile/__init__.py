"""Whatever anybody may send: it harms nobody, tells nothing, and is in nobody's way."""
