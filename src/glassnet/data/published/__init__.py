"""Published data sets: what they are, finding them on this machine, checking and reading them."""
