"""Deliberately broken rules: `make mutants` breaks one after the other in copies of the tree, and tests must notice."""
