"""The first screen of every role, help, and how the pages are shown: language and contrast."""
