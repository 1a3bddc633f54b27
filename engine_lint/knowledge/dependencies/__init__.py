"""What a project says it depends on: its own metadata, read and never run."""
