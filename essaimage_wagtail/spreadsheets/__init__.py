"""Sheets, commons and replications as spreadsheets: what is exported, and how files are read, checked and taken in."""
