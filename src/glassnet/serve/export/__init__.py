"""The studio without a service: as a site for any web host, or as one HTML file that opens from disk."""
