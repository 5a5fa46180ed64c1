"""A model as one JavaScript module without dependencies, made of the page's own network and pen."""
