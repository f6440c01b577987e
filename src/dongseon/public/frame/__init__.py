"""What every page of the site stands in: head, menu, foot, language, contrast."""
