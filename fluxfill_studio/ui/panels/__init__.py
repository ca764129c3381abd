"""The parts of the window round the canvas: fill block, results, bars, strip, empty state.

Each shows what its session says and calls the session's operations; none knows another.
"""
