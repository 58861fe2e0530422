"""The list of sponsorships in the admin, and the page on which a moderator changes one by hand."""
