"""The programme of rounds: who sits at whose table when, made from wishes, and the organisers' page of it."""
