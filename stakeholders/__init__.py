"""The local health and care economy: people, organisations, roles, who may do what."""
