"""A Telegram on this machine: the Bot API over HTTP, people with phones, and a clock.

It is its own program (`python -m sandbox`) and knows nothing of the bot that talks to it.
"""
