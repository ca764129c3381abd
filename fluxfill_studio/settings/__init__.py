"""One table of settings and the file that keeps what the user changed.

Must not know what the settings are used for.
"""
