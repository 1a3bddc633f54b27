"""What must not leave: passwords, and what runs or is asked for while others' code is checked."""
