"""The five published tutorials that Glassnet descends from: recipes, claims and their reproduction."""
