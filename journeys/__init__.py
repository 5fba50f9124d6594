"""Care journeys and their maps: the command log, its state, its figures."""
