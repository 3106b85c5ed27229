"""The sentences of notices: stored in English, shown in the reader's language."""
