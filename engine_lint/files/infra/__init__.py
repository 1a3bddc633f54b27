"""What infrastructure code sets on database servers: one file for each of its forms, pure functions from texts to what they set."""
