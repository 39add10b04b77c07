"""What we are held against, written as people write it."""
