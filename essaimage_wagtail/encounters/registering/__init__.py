"""Who comes to an encounter: registration without an account, wishes, waiting list, messages, and what organisers do."""
