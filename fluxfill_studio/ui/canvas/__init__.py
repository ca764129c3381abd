"""The canvas: one raster widget with viewport-sized caches in device pixels.

`viewport` knows where things are, `render` and `overlay` what they look like, `surface` keeps
both up to date, `view` is the widget. Must not know panels or the window.
"""
