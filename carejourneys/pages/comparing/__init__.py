"""Two maps side by side: what the comparison's pages, its answers in the API and its files say."""
