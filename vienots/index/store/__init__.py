"""Every query of this context: `filling` writes the index, `finding` reads it for one reader."""
