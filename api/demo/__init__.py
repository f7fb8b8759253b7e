"""The demo: the Plik Thai programme as data, how it is sown, and the story that plays it over HTTP."""
