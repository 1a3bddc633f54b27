"""What must not be shown of a text of code: passwords, however they are put together."""
