"""The test of effectiveness: altered names of the loaded lists among innocent ones, screened as any manifest is."""
