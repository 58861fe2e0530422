"""What everybody sees of a sponsorship: what both sides agreed to, on the sheets at both ends and in the lineage."""
