"""Commands of the wiki: one module a command."""
