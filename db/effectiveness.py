"""Reports of the test of effectiveness in the database; append-only, each recorded in the trail."""

from dataclasses import replace

from db import codec, trail
from db.connection import store_errors, writing
from db.part import StorePart
from screening.casework.roles import Action
from screening.model.effectiveness import Effectiveness


class EffectivenessTables(StorePart):
    """Implements ``screening.ports.EffectivenessStore``."""

    def keep_effectiveness(self, report: Effectiveness) -> Effectiveness:
        """See ``EffectivenessStore.keep_effectiveness``."""
        report = replace(report, user=self.named(self.require(Action.EXPORT), report.user))
        content = codec.dump(report.to_data())
        with writing(self.database, self.path) as connection:
            number = connection.execute(
                "INSERT INTO effectiveness (made_at, user, program_version, content) VALUES (?, ?, ?, ?)",
                (report.made_at, report.user, report.program_version, content),
            ).lastrowid
            total, placebos = report.total(), report.placebos()
            told = {
                "effectiveness": number, "tested": total.tested, "found": total.found, "placebos": placebos.tested,
                "alerts": placebos.found, "content_sha256": codec.hash_of(content),
            }  # fmt: skip
            trail.record(connection, "effectiveness_tested", told, report.user)
        return replace(report, effectiveness_id=int(number))

    def effectiveness_reports(self) -> list[Effectiveness]:
        """See ``EffectivenessStore.effectiveness_reports``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT effectiveness_id, content FROM effectiveness ORDER BY effectiveness_id DESC"
            ).fetchall()
        return [
            replace(Effectiveness.from_data(codec.load(content)), effectiveness_id=number) for number, content in rows
        ]
