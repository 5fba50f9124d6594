"""The Measures page of a journey: plain data out of what was measured. No queries, no requests."""
