"""Commands of encounters: one module a command."""
