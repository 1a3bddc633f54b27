"""Where engines are configured, one file per kind of site."""
