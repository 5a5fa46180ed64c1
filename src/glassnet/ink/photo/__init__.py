"""A photo, scan or drawing of one digit to the 28x28 of MNIST."""
