"""The command line. It takes the same way through the house as the window, and never imports Qt."""
