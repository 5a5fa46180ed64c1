"""The HTTP service and the drawing page.

Its parts need the extra `serve`; importing this package alone does not.
"""
