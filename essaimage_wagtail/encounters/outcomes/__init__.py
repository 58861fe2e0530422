"""What comes of an encounter: figures that stay, what people want to start and with whom, and what became of it."""
