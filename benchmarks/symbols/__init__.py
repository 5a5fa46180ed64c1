"""How well numbers with symbols are read: decimals, negative numbers, dates and times, and plain numbers."""
