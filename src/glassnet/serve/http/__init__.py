"""What every HTTP request passes: limits, authentication, connections, errors, metrics, the server."""
