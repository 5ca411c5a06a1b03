"""Migrations, each naming its predecessor."""
