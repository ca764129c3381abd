"""Services and engines that fill: the contract and one adapter each, one step a method.

Must not loop, wait by a schedule, or know jobs, documents or the window.
"""
