"""Text messages: reviewed texts, handed over to a carrier at least once, received by a phone once."""
