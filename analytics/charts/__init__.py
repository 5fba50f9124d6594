"""What was measured as pictures: each a plain value from which a Plotly figure and a small SVG are made. No queries, no requests."""
