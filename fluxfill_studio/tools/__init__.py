"""What the pointer does to the mask: one small class a tool.

Plain pointer events in, document operations out. Must not know Qt.
"""
