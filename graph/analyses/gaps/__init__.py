"""What is not arranged: findings of a day and through time."""
