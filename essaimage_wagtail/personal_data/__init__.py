"""What is held about people: where it is, its export, its erasure, and the pages that must not show it any more.

It imports models, and reads what they store."""
