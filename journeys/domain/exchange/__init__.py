"""A map as a file, out and in: tables of rows, JSON, lines of text."""
