"""Proxy bids: a maximum that is left on a lot, and bids for its owner. Nobody else can tell how high it is."""
