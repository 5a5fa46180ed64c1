"""A picture of several digits: one 28x28 for each."""
