"""What may be told: sites, drafts of releases, their approval and handing over."""
