"""What the window and the command line hold: Studio, and one Session per document.

Named operations, one per user action. Must not know widgets.
"""
