"""Tests of the data that comes with the program, and the script that makes the sample manifest."""
