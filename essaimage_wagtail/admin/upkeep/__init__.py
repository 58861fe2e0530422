"""What helps people who look after many pages: the home of the admin, reports, the explorer's columns, bulk actions."""
