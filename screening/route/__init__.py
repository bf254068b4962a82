"""Where a shipment really goes: embargoed places and diversion flags."""
