"""Older discussions: by month, searched, as feeds, and as a file of e-mails."""
