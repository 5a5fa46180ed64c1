"""The API: its route table, the schemas of requests and replies, and the models that it serves."""
