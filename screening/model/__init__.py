"""Data classes of the field, shared by every room of the house. All of them are plain and picklable."""
