"""Forms for visitors without an account: who sent one, what keeps robots out, what is sent to them by e-mail."""
