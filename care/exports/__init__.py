"""Everything of a circle as files for other programs: /export. What is in them: docs/export.md.

`archive` writes the ZIP from `tables` (the CSV files), `care.planfile` and `fhir`; `history` reads
the rows a few hundred at a time, so that ten years take no more memory than one.
"""
