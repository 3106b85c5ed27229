"""The HTTP calls of trades."""
