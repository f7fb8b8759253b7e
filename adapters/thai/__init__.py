"""Thai words: a word list, and the segmenter that finds its words in text without spaces."""
