"""The native format: the whole graph as JSON, YAML or NDJSON, without loss."""
