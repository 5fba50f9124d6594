"""Where errors become answers: one translation per protocol."""
