"""What the project promises, held by programs."""

LIMIT_SECONDS = 100.0
"""After how long a wait for another program, a thread or a pipe gives up: sooner than the test around it."""
