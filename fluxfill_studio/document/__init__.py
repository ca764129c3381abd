"""The picture being edited: canvas, states, mask, strokes, and the undoable acts on them.

Must not know tools, jobs, results or Qt.
"""
