"""Measures what we promise about speed: what a page costs beside the least that any page can cost on this machine."""
