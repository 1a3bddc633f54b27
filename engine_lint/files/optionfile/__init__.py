"""Option files of MySQL and MariaDB: their grammar, and what a server makes of them."""
