"""Managers put lots up in turn."""
