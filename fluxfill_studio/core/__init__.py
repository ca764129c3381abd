"""Words every other folder may use: geometry, errors, undo, signals, gettext, log.

Must not know pixels, documents, providers or Qt: standard library and psygnal only.
"""
