"""Messages of threads go to those who follow them: who gets which, the e-mail, and the run that sends it."""
