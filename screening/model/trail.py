"""Records of the audit trail, and what its verification found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrailRecord:
    """One record: its number, its bytes as they were hashed, and its hash."""

    seq: int
    body: bytes
    """JSON: seq, at, kind, actor, program, data, and who (user, role, machine) where somebody is signed in."""
    hash: bytes


@dataclass(frozen=True, slots=True)
class TrailFault:
    """Something that does not hold."""

    record: int
    """Number of the first bad record; 0 where it is not a record."""
    code: str
    """number, hash, previous, checkpoint, signature, cut, hits, lines, decision, ..."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TrailReport:
    """What the verification of a trail found."""

    records: int
    covered: int
    """Records below the last checkpoint whose signature holds."""
    checkpoints: int
    unsigned: int
    """Checkpoints without a signature: they bind nothing by themselves."""
    fault: TrailFault | None
    """The first thing that does not hold."""
    compared: bool = False
    """Whether the tables were compared with the trail; those that were not are told by ``NOT_COMPARED`` of the words."""
    older: int = 0
    """Manifests, screenings and decisions that are older than the first record: nothing tells whether they were changed."""
    taken_at: str = ""
    """When rows that earlier programs told nothing of were taken into the trail as they stood then; empty for none."""
