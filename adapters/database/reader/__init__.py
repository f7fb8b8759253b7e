"""The one reader: a Selection becomes one SQL statement and one function from its rows to what is shown."""
