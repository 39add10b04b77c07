"""The running program: every wire, updates in, messages out. Nobody imports it."""
