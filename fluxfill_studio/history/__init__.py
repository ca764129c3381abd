"""Runs, their results and what the user decided about them; the finished PNG.

Must not know jobs, providers or tools.
"""
