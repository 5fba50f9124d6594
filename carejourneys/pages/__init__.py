"""Pages that join several apps. Above all of them, below nothing but settings and URLs."""
