"""What notices say: stored in English, shown in the reader's language."""
