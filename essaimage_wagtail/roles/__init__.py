"""Roles by a command: groups with their rights on trees of pages, and who approves what is submitted there."""
