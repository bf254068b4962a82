"""What was recognised in a manifest, as plain data for ``tekser inspect --json``."""

from typing import Any

from screening.model.manifests import ManifestReading


def inspection(reading: ManifestReading) -> dict[str, Any]:
    """Return the reading as a dictionary that JSON can hold."""
    info = reading.info
    return {
        "file": info.name,
        "sha256": info.sha256,
        "format": info.format,
        "encoding": info.encoding,
        "separator": info.separator,
        "sheets": [
            {
                "name": sheet.name,
                "header_rows": list(sheet.header_rows),
                "first_data_row": sheet.first_data_row,
                "last_data_row": sheet.last_data_row,
                "data_rows": sheet.data_rows,
                "columns": [
                    {
                        "index": column.index,
                        "header": column.header,
                        "field": column.field,
                        "confidence": column.confidence,
                        "second": column.second_field,
                        "second_confidence": column.second_confidence,
                    }
                    for column in sheet.columns
                ],
                "rows": sheet.rows,
                "problems": dict(sheet.problems),
                "skipped": sheet.skipped,
            }
            for sheet in reading.sheets
        ],
        "unscreened": [
            {"sheet": item.sheet, "row": item.row, "reason": item.reason, "value": item.value}
            for item in reading.unscreened
        ],
    }
