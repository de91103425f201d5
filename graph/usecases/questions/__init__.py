"""The questions that people and programs ask, a module each: what a door needs to know of one is declared there."""
