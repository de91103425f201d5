"""The web service: GraphQL over HTTP, health checks, and what guards them."""
