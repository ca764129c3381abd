"""SQLite: the ledger of jobs and money, and the one writer thread. The only place with sqlite3.

Knows rows and bytes, not documents, providers or what a job means.
"""
