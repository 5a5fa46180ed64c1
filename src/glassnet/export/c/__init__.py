"""A model as C99: one header, one source file without allocation, and an example."""
