"""Readers of the file formats that labeled images come in."""
