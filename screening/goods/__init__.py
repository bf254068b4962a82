"""Goods against goods lists: by code, by words, by part number and maker."""
