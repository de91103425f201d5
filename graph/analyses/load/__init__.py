"""How much everybody has on their plate."""
