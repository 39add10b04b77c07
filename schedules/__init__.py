"""Door 2: a time came. The due loop over rows, and the calendar's jobs."""
