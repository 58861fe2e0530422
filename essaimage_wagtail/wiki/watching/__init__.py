"""Watching pages, changes and searches by e-mail: asked for without an account, confirmed, told, ended by one click."""
