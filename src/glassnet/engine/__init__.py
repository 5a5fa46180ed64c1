"""How networks are run fast: the same whole-pass functions as `glassnet.nn.descent`, planned and compiled."""
