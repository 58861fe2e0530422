"""Discussions as they are read and written on the web: lists, one thread, its form."""
