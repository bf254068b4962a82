"""The core of Tekser: reading manifests and lists, matching, judging a shipment.

No Qt, no SQL and no sentences live here: functions take and return the data classes of
:mod:`screening.model`, stores are reached through the Protocols of :mod:`screening.ports`, and what people
read is made from codes by ``ui.words``.
"""
