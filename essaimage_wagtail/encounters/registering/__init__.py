"""Who comes to an encounter: registering without an account, wishes, waiting list, messages; what organisers do."""
