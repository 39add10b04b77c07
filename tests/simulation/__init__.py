"""Families' years in minutes: the real bot in a made-up time, with everything that goes wrong."""
