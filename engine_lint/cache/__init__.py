"""What need not be done again: a run of which nothing has changed says what it said before."""
