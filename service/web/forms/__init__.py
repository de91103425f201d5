"""The forms that change things: what is typed becomes a request of a use case, is shown first, and is saved then."""
