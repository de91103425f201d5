"""What if, and what then: rehearsals, repairs, teams, scarcity."""
