#!/usr/bin/env python3
"""Verify an audit trail that Tekser exported. One file, Python 3.8 or newer, nothing to install.

    python3 verify_trail.py trail.jsonl --checkpoint checkpoint.txt --key NAME+ID+KEY [--hashes checkpoint.hashes]

trail.jsonl   one record a line: {"hash":"<64 hex digits>","body":<the record, byte for byte as it was hashed>}
              hash = SHA-256(0x00 | hash of the record before, 32 zero bytes before the first | body)
checkpoint    a signed note: origin, number of records, tree head (RFC 6962 section 2.1 over the hashes, base64),
              lines "time ..." and "program ...", an empty line, "— NAME base64(key id, 4 bytes | Ed25519 signature)"
--key         the public key as it was told to you: by telephone, on paper, in an earlier report. A key that came
              with the log proves nothing about the log; without --key signatures are not believed.
--hashes      the hashes of all records at the checkpoint, one a line, kept outside: with them the first changed
              record is named even where everything after it was hashed anew.

Exit code 0: all holds. 1: something was changed; the first bad record is named. 2: a file cannot be read.

What this cannot show: records that were cut off or rewritten after the last checkpoint that somebody keeps outside
the machine; a rewriting by whoever holds both the machine and the signing key, unless an older checkpoint from outside
is given; false statements that were recorded as such; actions under another person's session; a wrong clock.
"""

import argparse
import base64
import hashlib
import sys

ZERO = bytes(32)
HEAD, MIDDLE = b'{"hash":"', b'","body":'
BODY_AT = len(HEAD) + 64 + len(MIDDLE)

# --- Ed25519, RFC 8032 section 5.1, verification only -----------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _add(a, b):
    """Add two points in extended coordinates (X, Y, Z, T)."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    left, right, low, high = f - e, h - g, h + g, f + e
    return left * right % P, low * high % P, right * low % P, left * high % P


def _times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point = _add(point, point)
        number >>= 1
    return result


def _point(encoded):
    """Decode a point; None when the bytes are no point or are not its only encoding."""
    y = int.from_bytes(encoded, "little")
    sign = y >> 255
    y &= 2**255 - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = _point(bytes([0x58]) + bytes([0x66]) * 31)


def ed25519_verifies(public, signature, message):
    """Whether a signature (64 bytes) of a message was made with the secret half of a public key (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, nonce = _point(public), _point(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or number >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = _times(number, BASE), _add(nonce, _times(challenge, key))
    # Equal as fractions, compared without dividing.
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- the checkpoint -----------------------------------------------------------------------------------------------


class Unreadable(Exception):
    """A file is not what it was given as."""


def decoded(text):
    """Decode base64 that is written in the one way that it can be; ValueError else."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not the only way to write it")
    return raw


def read_key(text):
    """Return (name, key id, public key)."""
    try:
        name, key_id, encoded = text.strip().split("+", 2)
        raw = decoded(encoded)
    except ValueError:
        raise Unreadable("the public key is not of the form NAME+ID+KEY")
    found = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if len(raw) != 33 or raw[0] != 1 or found.hex() != key_id:
        raise Unreadable("the public key is mistyped: its parts do not belong together")
    return name, found, raw[1:]


def read_checkpoint(note):
    """Return (size, tree head) that a checkpoint tells of."""
    lines = note.replace("\r\n", "\n").partition("\n\n")[0].split("\n")
    try:
        size, root = int(lines[1]), decoded(lines[2])
    except (IndexError, ValueError):
        raise Unreadable("the checkpoint cannot be read")
    if len(root) != 32 or size < 0:
        raise Unreadable("the checkpoint cannot be read")
    return size, root


def note_is_signed(note, key):
    """Whether a checkpoint carries a right signature of a key from :func:`read_key`."""
    name, key_id, public = key
    body, parted, signatures = note.replace("\r\n", "\n").partition("\n\n")
    for line in signatures.split("\n") if parted else ():
        begin = "\u2014 " + name + " "
        if line.startswith(begin):
            try:
                raw = decoded(line[len(begin) :])
            except ValueError:
                continue
            if raw[:4] == key_id and ed25519_verifies(public, raw[4:], body.encode() + b"\n"):
                return True
    return False


# --- the log ------------------------------------------------------------------------------------------------------


class Tree:
    """Head of the tree of RFC 6962 over hashes of leaves, which already carry their leading zero."""

    def __init__(self):
        self.size = 0
        self.peaks = []

    def add(self, leaf):
        self.peaks.append(leaf)
        size = self.size
        while size & 1:
            right, left = self.peaks.pop(), self.peaks.pop()
            self.peaks.append(hashlib.sha256(b"\x01" + left + right).digest())
            size >>= 1
        self.size += 1

    def root(self):
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        node = self.peaks[-1]
        for left in reversed(self.peaks[:-1]):
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node


def verify_lines(lines, checkpoints=(), hashes=None):
    """Verify lines of a log (bytes without their ends).

    ``checkpoints`` are pairs (size, tree head), ``hashes`` are hexadecimal digits of record hashes known from outside.
    Returns (number of records, first bad record or 0, what is wrong with it).
    """
    wanted = {}
    for size, root in checkpoints:
        if wanted.setdefault(size, root) != root:
            return 0, max(size, 1), "two checkpoints of the same size differ"
    previous, tree, number, good = ZERO, Tree(), 0, 0
    if 0 in wanted and wanted[0] != tree.root():
        return 0, 1, "the checkpoint of the empty trail is not that of an empty trail"
    for line in lines:
        number += 1
        body = line[BODY_AT:-1]
        told = line[len(HEAD) : len(HEAD) + 64]
        if line[: len(HEAD)] != HEAD or line[BODY_AT - len(MIDDLE) : BODY_AT] != MIDDLE or line[-1:] != b"}":
            return number, number, "the line is no record"
        if not body.startswith(b'{"seq":%d,' % number):
            return number, number, "the record has another number: one was left out, put in or moved"
        found = hashlib.sha256(b"\x00" + previous + body).digest()
        if found.hex().encode() != told:
            return number, number, "the hash does not fit: the record or the one before it was changed"
        if hashes is not None and number <= len(hashes) and hashes[number - 1] != told.decode():
            return number, number, "the hash is not the one that was kept outside"
        tree.add(found)
        if number in wanted:
            if wanted[number] != tree.root():
                return (
                    number,
                    good + 1,
                    ("all was hashed anew: records %d to %d are not those of the checkpoint" % (good + 1, number)),
                )
            good = number
        previous = found
    missing = [size for size in wanted if size > number]
    if missing:
        return number, number + 1, "the log was cut: the checkpoint knows %d records" % max(missing)
    if hashes is not None and len(hashes) > number:
        return number, number + 1, "the log was cut: %d hashes were kept outside" % len(hashes)
    return number, 0, ""


def read_lines(path):
    """Yield the lines of a log; a last line without its end was cut."""
    with open(path, "rb") as file:
        for line in file:
            yield line[:-1] if line.endswith(b"\n") else line + b"\n"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log")
    parser.add_argument("--checkpoint", action="append", default=[], help="text of a checkpoint; may be repeated")
    parser.add_argument("--key", default="", help="the public key, or a file that holds it")
    parser.add_argument("--hashes", default="", help="hashes of the records, kept outside")
    options = parser.parse_args(arguments)
    try:
        notes = []
        for path in options.checkpoint:
            with open(path, encoding="utf-8", newline="") as file:
                notes.append(file.read())
        checkpoints = [read_checkpoint(note) for note in notes]
        key = None
        if options.key:
            text = options.key
            if "+" not in text:
                with open(text, encoding="utf-8") as file:
                    text = file.read()
            key = read_key(text)
        hashes = None
        if options.hashes:
            with open(options.hashes, encoding="ascii", newline="") as file:
                hashes = file.read().split("\n")
            if hashes.pop() or any(len(found) != 64 for found in hashes):
                raise Unreadable("%s does not hold hashes, one a line" % options.hashes)
        for path, note in zip(options.checkpoint, notes):
            if key and not note_is_signed(note, key):
                print("BAD: the signature of %s does not fit the key" % path)
                return 1
        number, bad, why = verify_lines(read_lines(options.log), checkpoints, hashes)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        print("cannot verify: %s" % error)
        return 2
    if bad:
        print("BAD: record %d: %s" % (bad, why))
        return 1
    covered = max((size for size, _ in checkpoints), default=0)
    print("OK: %d records, each bound to the one before it" % number)
    if not checkpoints:
        print("No checkpoint was given: a log that was hashed anew as a whole, or cut at its end, looks the same.")
    elif key:
        print("Signed checkpoints hold for records 1 to %d." % covered)
    else:
        print("Checkpoints hold for records 1 to %d; their signatures were NOT checked: give --key." % covered)
    if checkpoints and covered < number:
        print("Records %d to %d came later; no checkpoint given covers them." % (covered + 1, number))
    return 0


if __name__ == "__main__":
    sys.exit(main())
