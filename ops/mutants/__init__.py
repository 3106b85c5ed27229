"""Mutation tests: the pure parts and the engine are changed in small ways, and the tests must notice each change."""
