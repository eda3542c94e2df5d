"""Where a text names actors, and what for: tables of names, English as far as the guesses need it."""
