"""E-mails to the two sides, each in its language."""
