"""Reads event logs, prepares them as Parquet and measures them with DuckDB. Knows files, and neither rows of the database nor people."""
