"""A sheet on paper: whole, or on the two pages that one takes to a council, as PDF."""
