"""Orders to stay apart, and the people under them: told, helped, watched over fairly, released on time."""
