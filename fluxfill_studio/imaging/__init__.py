"""Pixels in and out: open and save, colour, masks, brush stamping, compositing, pyramid.

Pure functions over arrays. Must not know documents, requests, providers or Qt.
"""
