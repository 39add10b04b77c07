"""The benchmark: ours beside what people would write instead, in one run, as ratios.

    make bench                                       everything; the table, N of M at target
    python -m tests.bench --rows tap durable burst   these rows
    python -m tests.bench --rows tap --scale 0.1 --rounds 1     a quick look; noise
    python -m tests.bench --profile durable          where a row's time goes, function by function
    make bench SHORT=1                               what CI does: two minutes
    python -m tests.bench --full                     100,000 circles served, an hour of idleness

From the checkout, with `.venv/dev/bin/python`. `docs/performance.md` says how each row is measured.
"""
