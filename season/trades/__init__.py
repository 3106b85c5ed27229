"""Trades between managers of a league, and assets given up: offers, approval, vetoes, and when they take effect."""
