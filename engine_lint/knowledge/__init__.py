"""Facts about SQLAlchemy, its dialects and the frameworks around it: data files, typed loaders, and what follows from them."""
