"""What is sent and how it comes back: parameters, request, result, box, canvas growth, stitch.

Frozen values and pure functions. Must not know the document, the history or any provider.
"""
