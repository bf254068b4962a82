"""Files that leave the house: the Excel audit file, and HITS.csv."""
