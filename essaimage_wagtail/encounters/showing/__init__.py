"""What everybody is shown of an encounter: its state, its day, its place, its pitches, its calendar file and feeds."""
