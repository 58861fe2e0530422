"""Asking a team to accompany another one: the form, and the address that its owner confirms."""
