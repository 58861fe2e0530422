"""Suggestions of visitors: the form on each section, what keeps robots out, moderation, and the answer by e-mail."""
