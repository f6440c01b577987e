"""Public masks: which shop has some, said with the age of the figure, in the shape that existing apps read."""
