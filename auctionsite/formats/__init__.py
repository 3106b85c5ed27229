"""Numbers as each language writes them, where Django says otherwise: all alike, as amounts are and as SVG wants it."""
