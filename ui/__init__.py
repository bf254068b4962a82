"""All that people see: the window, the terminal, the reports, and the words they share."""
