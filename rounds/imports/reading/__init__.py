"""Any table that people keep, as rows of text: CSV, XLSX, JSON lines, and each of them packed with gzip."""

from rounds.imports.reading.table import Row, Table, Way
from rounds.imports.reading.tables import AS_IT_COMES, read_table

__all__ = ["AS_IT_COMES", "Row", "Table", "Way", "read_table"]
