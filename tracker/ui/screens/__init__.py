"""One module a screen or modal."""
