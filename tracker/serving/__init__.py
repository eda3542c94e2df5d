"""The UI in a browser on this machine: a page, a guard before it, and a process of the UI for each visitor."""
