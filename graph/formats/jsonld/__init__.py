"""JSON-LD: W3C ORG and the OSLO vocabularies."""
