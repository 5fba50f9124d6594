"""The map as its page shows it: plain data out of a state, its figures and what was measured. No queries, no requests."""
