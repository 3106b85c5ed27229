"""Run the tests at other times than now."""
