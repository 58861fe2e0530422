"""Commands of discussions: one module a command."""
