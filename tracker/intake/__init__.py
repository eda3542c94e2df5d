"""From a document to a draft: its lines, the numbered lists in them, their items. It knows no database."""
