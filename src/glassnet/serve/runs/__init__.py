"""Runs in the service: their folders, their events as a stream, and processes that train."""
