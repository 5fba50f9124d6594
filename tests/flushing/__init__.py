"""Lets tests that commit empty the database between them, although some rows refuse deletion (SQLite deletes row by row)."""
