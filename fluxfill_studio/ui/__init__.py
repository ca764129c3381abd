"""The window: Qt lives here and in app.py only.

Shows what Session and Studio say and calls their operations; keeps nothing of the work itself.
"""
