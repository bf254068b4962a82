"""The table of lines of a screening: ids of what is asked for, in the order asked for."""

from array import array
from typing import Any

from db import codec
from db.connection import store_errors
from db.line_texts import like_pattern
from db.part import StorePart
from screening.model.questions import LineOrder, LineQuery

_ORDERS = {
    LineOrder.RISK: "h.score {way} NULLS LAST, t.line_id",
    LineOrder.ROW: "t.line_id {way}",
    LineOrder.PARTY: "t.party {way}, t.line_id",
    LineOrder.GOODS: "t.goods {way}, t.line_id",
    LineOrder.ROUTE: "t.route {way}, t.line_id",
}

_COLUMNS = ("party", "goods", "route")


class LineTable(StorePart):
    """Implements ``screening.ports.LineFinder``."""

    def find_lines(self, run_id: int, query: LineQuery) -> "array[int]":
        """See ``LineFinder.find_lines``."""
        with store_errors(self.path):
            row = self.database.conn.execute(
                "SELECT manifest_id, (SELECT min(line_id) FROM line AS l WHERE l.manifest_id = run.manifest_id),"
                " (SELECT max(line_id) FROM line AS l WHERE l.manifest_id = run.manifest_id)"
                " FROM run WHERE run_id = ?",
                (run_id,),
            ).fetchone()
            if row is None or row[1] is None:
                return array("q")
            values: dict[str, Any] = {"run": run_id, "manifest": row[0], "first": row[1], "last": row[2]}
            where = ["t.line_id BETWEEN :first AND :last", "t.manifest_id = :manifest"]
            for column, text in (("party", query.party), ("goods", query.goods), ("route", query.route)):
                if text:
                    where.append(f"t.{column} LIKE :{column} ESCAPE '\\'")
                    values[column] = like_pattern(text)
            if query.text:
                where.append("(" + " OR ".join(f"t.{column} LIKE :text ESCAPE '\\'" for column in _COLUMNS) + ")")
                values["text"] = like_pattern(query.text)
            hits = ""
            if query.flagged or query.order is LineOrder.RISK:
                join = "JOIN" if query.flagged else "LEFT JOIN"
                hits = (
                    f" {join} (SELECT line_id, max(score) AS score FROM hit WHERE run_id = :run"
                    "  AND suppressed_by IS NULL GROUP BY line_id) AS h"
                    " ON h.line_id = t.line_id"
                )
            order = _ORDERS[query.order].format(way="DESC" if query.descending else "ASC")
            # One text with all ids: SQLite makes it while other threads run; a million rows fetched would hold them up.
            text = self.database.conn.execute(
                "SELECT json_group_array(line_id) FROM"
                f" (SELECT t.line_id FROM line_text AS t{hits} WHERE {' AND '.join(where)} ORDER BY {order})",
                values,
            ).fetchone()[0]
        return array("q", codec.load(text))
