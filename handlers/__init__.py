"""Door 1: somebody tapped or wrote. A handler translates; it decides nothing."""
