"""The log of acts and looks: for the auditor all of it, on a subject's page what is about that subject."""
