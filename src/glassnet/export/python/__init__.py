"""A model as one Python file that needs NumPy only."""
