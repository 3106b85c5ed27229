"""Flags in the admin. Nothing is registered that could change a flag past the service."""
