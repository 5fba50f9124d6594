"""What needs more than Python and no database: maps on paper."""
