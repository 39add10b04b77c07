"""The bot and the sandbox as separate processes over HTTP; nothing in them is replaced."""
