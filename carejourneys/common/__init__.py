"""The shared kernel: errors, ids, clock, screening, small numbers. Imports no app."""
