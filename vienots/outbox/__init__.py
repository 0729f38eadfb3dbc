"""Letters to case systems, registers and authorities, each sent until it is receipted."""
