"""Reading lists of sanctioned parties: one module for each format; ``read`` finds out which."""
