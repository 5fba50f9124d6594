"""A map as a drawing on paper: measured letters, boxes and lines, written as SVG."""
