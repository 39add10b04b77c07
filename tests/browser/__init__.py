"""The chat page in a real browser: the real bot, the real sandbox, and what people do with both."""
