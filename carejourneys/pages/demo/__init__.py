"""The worked example as a running economy: made only through the public services, so that it cannot show what they cannot do."""
