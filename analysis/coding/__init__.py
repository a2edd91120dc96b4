"""Human coding: what people decided about articles, read back and held to the codebook."""
