"""The review of a list in a spreadsheet: written for a colleague, read again with what was filled in, and saved."""
