"""How people show who they are: the protocols of providers, passkeys and mail."""
