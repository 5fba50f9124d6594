"""The figures of a map, computed from its state: pure functions."""
