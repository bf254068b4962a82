"""The audit trail as mathematics and as text: tree heads, signed checkpoints, keys. It knows no store."""
