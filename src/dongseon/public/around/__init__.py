"""Where a reader is looking from: a district that was chosen or typed, or a rounded position."""
