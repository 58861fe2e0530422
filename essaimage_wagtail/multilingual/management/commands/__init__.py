"""Commands about translations: one module a command."""
