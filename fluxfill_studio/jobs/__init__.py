"""The life of a request at a provider: states, the runner that carries it from start to end.

Must not know the document or what happens to a result.
"""
