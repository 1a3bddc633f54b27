"""The vocabulary that every other layer speaks. Frozen, standard library only."""
