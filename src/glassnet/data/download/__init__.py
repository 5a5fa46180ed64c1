"""Downloads: https requests, resuming, retries, and installation of verified files."""
