"""Small parts that the panels are put together from.

Must not know sessions, documents or jobs.
"""
