"""Encounters: teams present initiatives, people who look for one move from table to table, and what comes of it."""
