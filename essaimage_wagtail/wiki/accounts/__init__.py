"""Accounts for people who edit: asking for one, who accepts it, and signing in, in the look of the site."""
