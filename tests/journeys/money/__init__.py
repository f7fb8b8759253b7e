"""Storms of money: they end with the books of their own database."""
