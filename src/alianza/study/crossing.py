"""How the parts of a crossed group are written side by side: `commerce × large`."""

SEPARATOR = " × "
