"""Pages of territories and themes: what there is, what is around, and where to go on from there."""
