"""The day: cards for tables, programmes for people, the list at the door, the large screen, and who is there."""
