"""How time and memory of training grow with the size of data, network and batch."""
