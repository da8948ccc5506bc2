"""The world outside: files that other programs read."""
