"""For the day: cards for the tables, a programme for each person, the list at the door, the large screen, who is there."""
