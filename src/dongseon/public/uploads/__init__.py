"""What editors upload: which files are taken, under which names they lie, how they are handed out."""
