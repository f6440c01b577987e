"""Pages for people: one folder a subject, and here the frame that all of them share."""
