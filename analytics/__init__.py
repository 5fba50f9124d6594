"""Event data and what is measured from it."""
