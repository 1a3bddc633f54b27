"""Files other than through their syntax: how they are written back."""
