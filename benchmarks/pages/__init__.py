"""How well made-up pages of many kinds are read: each number, its place and the page's turn are known."""
