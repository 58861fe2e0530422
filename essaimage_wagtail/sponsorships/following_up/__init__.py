"""What the two sides do from then on, each at its own secret address."""
