"""FluxFill Studio: replace part of a photo or grow its canvas."""

__version__ = "0.1.0"
