"""The version of the program; kept with every run."""

VERSION = "0.1.0"
