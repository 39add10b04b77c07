"""The running program: every wire, updates in, messages out. Nobody imports it."""

import os

# python-telegram-bot's waits as timedelta, as they will be: without it each 429 warns.
os.environ.setdefault("PTB_TIMEDELTA", "1")
