"""How each language writes numbers, where Django says otherwise: all alike, as amounts are and as SVG wants it."""
