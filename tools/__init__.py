"""What is run by hand, now and then, by who works on this."""
