"""GraphML, for tools that draw and measure graphs."""
