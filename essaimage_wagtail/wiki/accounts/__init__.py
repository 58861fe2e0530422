"""Accounts for people who edit: asking for one, its confirmation and acceptance, and signing in, in the site's own look."""
