"""The rows of the table, each by itself."""
