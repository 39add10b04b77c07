"""What happens when somebody taps or a time comes: plain functions, one transaction each."""
