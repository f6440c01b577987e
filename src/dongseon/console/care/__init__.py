"""Care of people who are ill: how ill they are, which bed they have, when their isolation ends."""
