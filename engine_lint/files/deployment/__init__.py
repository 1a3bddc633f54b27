"""In how many processes an application runs: what Procfiles, Dockerfiles, Compose files, units and scripts say of it, one file for each form."""
