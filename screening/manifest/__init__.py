"""Reading manifests: files to rows, rows to a table with recognised columns, the table to lines."""
