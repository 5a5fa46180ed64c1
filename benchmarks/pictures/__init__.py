"""How well pictures of many kinds are read, compared with the same digits given as strokes."""
