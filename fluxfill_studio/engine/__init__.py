"""The embedded content-aware fill: PyPatchMatch in a child process that we can end.

Takes an array and a hole, gives an array. Must not know requests, jobs or documents.
"""
