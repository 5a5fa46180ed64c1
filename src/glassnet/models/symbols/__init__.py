"""Numbers with symbols: decimal point, comma, minus sign, slash and colon."""
