#!/usr/bin/env python3
"""Verify what Tekser exported, an audit trail or a sealed package. One file, Python 3.8 or newer, nothing to install.

    python3 verify_trail.py trail.jsonl --checkpoint checkpoint.txt --key NAME+ID+KEY [--hashes checkpoint.hashes]
    python3 -I verify.py package.zip --key NAME+ID+KEY

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
import json
import sys
import zipfile

ZERO = bytes(32)
HEAD, MIDDLE = b'{"hash":"', b'","body":'
DIFFERS = b'"head_differs":'
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


def damaged_before(note):
    """Return which earlier checkpoints the store itself found damaged when this one was made, or an empty text."""
    for line in note.replace("\r\n", "\n").partition("\n\n")[0].split("\n")[3:]:
        if line.startswith("damaged "):
            return line[8:]
    return ""


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


def end_told(number, body):
    """Return the first bad record and what is wrong, where a record tells that the trail did not end as it was written."""
    try:
        told = json.loads(body.decode("utf-8", "surrogatepass")).get("head_differs")
        if told is None:
            return 0, ""
        written = told["written"]
        if written:
            return written[0] + 1, "records were put in or taken away here: record %d tells it" % number
    except (ValueError, TypeError, LookupError, AttributeError):
        return number, "the record cannot be read"
    return max(number - 1, 1), "what was written last had been taken away: record %d tells it" % number


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
        if DIFFERS in body:
            bad, why = end_told(number, body)
            if bad:
                return number, bad, why
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


# --- a sealed package ---------------------------------------------------------------------------------------------

PACKAGE = "tekser-package 1"
DAMAGED = "NOTE: when it was made, the store itself had found %s changed or removed in its database."
SUMS, PART, CHECKPOINT = "sha256sums.txt", "trail-part.jsonl", "checkpoint.txt"
LONGEST_SEAL = 4096


def read_seal(path):
    """Return (SHA-256 of all before the seal, the seal's text); the seal is the comment at the end of the zip."""
    with open(path, "rb") as file:
        file.seek(0, 2)
        size = file.tell()
        file.seek(max(0, size - LONGEST_SEAL))
        tail = file.read()
        at = tail.rfind((PACKAGE + "\n").encode())
        if at < 0:
            raise Unreadable("it carries no seal: it is no package, or its end was changed")
        try:
            seal = tail[at:].decode()
        except UnicodeDecodeError:
            raise Unreadable("the seal was changed")
        digest, left = hashlib.sha256(), size - (len(tail) - at)
        file.seek(0)
        while left:
            block = file.read(min(left, 1 << 20))
            digest.update(block)
            left -= len(block)
    return digest.digest(), seal


def verify_seal(found, seal, key):
    """Return what is wrong with a seal, or an empty text; ``key`` is from :func:`read_key`."""
    body, parted, signature = seal.partition("\n\n")
    lines = body.split("\n")
    if not parted or len(lines) != 6:
        return "the seal was changed"
    begin = "\u2014 " + key[0] + " "
    if not signature.startswith(begin) or not signature.endswith("\n"):
        return "the seal was not signed by %s" % key[0]
    text = signature[len(begin) : -1]
    try:
        raw = decoded(text)
    except ValueError:
        return "the signature was changed"
    if raw[:4] != key[1]:
        return "the signature is of another key, or was changed"
    if not ed25519_verifies(key[2], raw[4:], (body + "\n").encode()):
        return "the signature does not hold: the seal was changed, or it is of another key"
    if base64.b64encode(found).decode() != lines[2]:
        return "the package was changed after it was sealed"
    return ""


def proven(size, index, leaf, path, root):
    """Whether an audit path (RFC 6962 section 2.1.1) leads from a leaf to the root of a tree of ``size`` leaves."""
    last, node = size - 1, leaf
    if not 0 <= index < size:
        return False
    for beside in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = hashlib.sha256(b"\x01" + beside + node).digest()
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + beside).digest()
        index, last = index >> 1, last >> 1
    return last == 0 and node == root


def verify_part(lines, note):
    """Return (number of records, what is wrong) of records that are proven to stand in a checkpoint's trail."""
    size, root = read_checkpoint(note)
    number = 0
    for line in lines:
        number += 1
        told = json.loads(line)
        seq, body = told["seq"], decoded(told["body"])
        leaf = hashlib.sha256(b"\x00" + bytes.fromhex(told["previous"]) + body).digest()
        if not body.startswith(b'{"seq":%d,' % seq):
            return number, "record %d has another number inside" % seq
        if not proven(size, seq - 1, leaf, [bytes.fromhex(text) for text in told["path"]], root):
            return number, "record %d is not in the trail of the checkpoint" % seq
    return number, ""


def verify_package(path, key_text=""):
    """Return (what is wrong or an empty text, lines that tell what was found)."""
    found, seal = read_seal(path)
    lines = seal.partition("\n\n")[0].split("\n")
    inside = lines[3][len("key ") :] if len(lines) > 3 and lines[3].startswith("key ") else ""
    key = read_key(key_text or inside)
    wrong = verify_seal(found, seal, key)
    if wrong:
        return wrong, []
    told = ["Sealed %s by %s." % (lines[4][len("time ") :], lines[1])]
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        sums = {line[66:]: line[:64] for line in package.read(SUMS).decode().split("\n") if line}
        if sorted(names) != sorted([*sums, SUMS]):
            return "the files in it are not those that are listed", told
        for name, digest in sums.items():
            sha = hashlib.sha256()
            with package.open(name) as file:
                for block in iter(lambda: file.read(1 << 20), b""):
                    sha.update(block)
            if sha.hexdigest() != digest:
                return "%s is not the file that was listed" % name, told
        note = package.read(CHECKPOINT).decode()
        if not note_is_signed(note, key):
            return "the checkpoint in it is not signed by the key", told
        number, wrong = verify_part(package.read(PART).splitlines(), note)
    if wrong:
        return wrong, told
    told.append("%d files are those that were sealed." % len(sums))
    if damaged_before(note):
        told.append(DAMAGED % damaged_before(note))
    told.append("%d records are proven to stand in the audit trail of %d records." % (number, read_checkpoint(note)[0]))
    if key_text:
        told.append("The key is the one that you gave.")
    else:
        told.append("The key came with the package: compare it with one told to you in another way: %s" % inside)
    return "", told


def main_package(path, key_text):
    try:
        wrong, told = verify_package(path, key_text)
    except Exception as error:
        # Whatever a changed byte leads to, the package is refused.
        wrong, told = "it cannot be read (%s)" % error, []
    for line in told:
        print(line)
    print("BAD: %s" % wrong if wrong else "OK: the package is as it was sealed.")
    return 1 if wrong else 0


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log")
    parser.add_argument("--checkpoint", action="append", default=[], help="text of a checkpoint; may be repeated")
    parser.add_argument("--key", default="", help="the public key, or a file that holds it")
    parser.add_argument("--hashes", default="", help="hashes of the records, kept outside")
    options = parser.parse_args(arguments)
    try:
        if options.key and "+" not in options.key:
            with open(options.key, encoding="utf-8") as file:
                options.key = file.read().strip()
        with open(options.log, "rb") as file:
            is_package = file.read(2) == b"PK"
    except (OSError, UnicodeDecodeError) as error:
        print("cannot verify: %s" % error)
        return 2
    if is_package or options.log.endswith(".zip"):
        return main_package(options.log, options.key)
    try:
        notes = []
        for path in options.checkpoint:
            with open(path, encoding="utf-8", newline="") as file:
                notes.append(file.read())
        checkpoints = [read_checkpoint(note) for note in notes]
        key = None
        if options.key:
            key = read_key(options.key)
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
    for damaged in sorted({damaged_before(note) for note in notes} - {""}):
        print(DAMAGED % damaged)
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
