"""The HTTP service and the web page.

It needs the packages of the extra `serve`; importing this package alone does not.
"""
