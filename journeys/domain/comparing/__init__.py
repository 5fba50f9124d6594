"""Two maps of one journey side by side: which elements stand for the same, and what makes the difference of every figure."""
