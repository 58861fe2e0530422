"""Who writes and follows: confirmed by e-mail, seen and ended on a secret page, exported and erased."""
