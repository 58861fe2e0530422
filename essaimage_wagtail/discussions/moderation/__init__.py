"""What waits for a moderator, and what a moderator does: let pass, hide, block, close, pin, rename."""
