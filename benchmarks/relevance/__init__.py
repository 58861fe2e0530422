"""Judged queries in eight languages, and how much of what they ask for each engine finds (see the README)."""
