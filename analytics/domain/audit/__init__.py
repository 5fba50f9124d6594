"""What could be found out of few people from everything that is told of a journey's data to whoever may not open them."""
