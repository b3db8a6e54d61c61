"""Hold a full sheet in little memory; no ORM.

A million rows as lists of texts take a gigabyte. Packed they take little more than the
file they come from, and a customer found in a row before takes none at all.
"""

import marshal
import tempfile
from collections.abc import Sequence

# no cell has it: the reader takes such signs out
SEPARATOR = "\x1f"


class Rows(Sequence):
    """Rows of text, all of them as long as the longest.

    To be read as a list of lists; each look at a row makes it anew, so what is changed
    in it is lost.
    """

    __slots__ = ("_packed", "width")

    def __init__(self, rows=()):
        self._packed = []
        self.width = 0
        for row in rows:
            self.append(row)

    def append(self, row):
        """Add a row, a list of texts."""
        self.width = max(self.width, len(row))
        text = SEPARATOR.join(row)
        if text.count(SEPARATOR) >= len(row):
            text = SEPARATOR.join(cell.replace(SEPARATOR, "") for cell in row)
        # half a pair of UTF-16 is no text, and may stand in a cell
        self._packed.append(text.encode("utf-8", "surrogatepass"))

    def __len__(self):
        return len(self._packed)

    def __getitem__(self, key):
        if isinstance(key, slice):
            part = type(self)()
            part._packed = self._packed[key]
            part.width = self.width
            return part
        return self._unpack(self._packed[key])

    def __iter__(self):
        return map(self._unpack, self._packed)

    def __eq__(self, other):
        return list(self) == list(other)

    __hash__ = None

    def __repr__(self):
        return f"Rows({list(self)!r})"

    def _unpack(self, packed):
        row = packed.decode("utf-8", "surrogatepass").split(SEPARATOR)
        return row + [""] * (self.width - len(row))


def key_text(key):
    """Return a key, a tuple of texts and numbers, as text: the same in each process."""
    return repr(key)


class KnownKeys:
    """Who of a file has a key, such as a phone or an email address, see ``seen`` in the
    options of the intake.

    What the batch at work brought is at hand as it is. Where those before are put away,
    subclasses say, with ``_find`` and ``_put_away``.

    :param pack: makes what JSON can hold of an owner
    :param unpack: makes an owner of that again
    """

    def __init__(self, pack, unpack):
        self._pack, self._unpack = pack, unpack
        self._now = {}
        # as they were when they came: batches forget most of their entries
        self._packed = {}

    def get(self, key):
        """Return the owner of a key, or ``None``."""
        if key in self._now:
            return self._now[key]
        found = self._find(key)
        if found is None:
            return None
        keys, owner = found
        # two keys may have one number
        return self._unpack(owner) if key_text(key) in keys else None

    def __contains__(self, key):
        return self.get(key) is not None

    def __getitem__(self, key):
        owner = self.get(key)
        if owner is None:
            raise KeyError(key)
        return owner

    def setdefault(self, key, owner):
        """Note who has a key, unless somebody has it."""
        known = self.get(key)
        if known is not None:
            return known
        self._now[key] = owner
        if id(owner) not in self._packed:
            self._packed[id(owner)] = self._pack(owner)
        return owner

    def settle(self):
        """Put away what the batch at work brought."""
        owners = {}
        for key, owner in self._now.items():
            owners.setdefault(id(owner), []).append(key)
        self._put_away(
            [(keys, self._packed[owner_id]) for owner_id, keys in owners.items()]
        )
        self._now, self._packed = {}, {}

    def _find(self, key):
        """Return what was put away of the owner of a key, ``[texts of its keys, packed
        owner]``, or ``None``; of another one's, where two keys have one number."""
        raise NotImplementedError

    def _put_away(self, owners):
        """Keep ``(keys, packed owner)`` of each."""
        raise NotImplementedError


class FiledKeys(KnownKeys):
    """In one process: keys are numbers in memory, and what is to be known of their
    owners is in a temporary file."""

    def __init__(self, pack, unpack):
        super().__init__(pack, unpack)
        self._places = {}
        # closed, and with it gone, with this object
        self._file = tempfile.TemporaryFile()  # pylint: disable=consider-using-with

    def _find(self, key):
        place = self._places.get(hash(key))
        if place is None:
            return None
        self._file.seek(place)
        return marshal.load(self._file)

    def _put_away(self, owners):
        place = self._file.seek(0, 2)
        packed = []
        for keys, owner in owners:
            for key in keys:
                self._places.setdefault(hash(key), place)
            texts = list(map(key_text, keys))
            # of this process alone, and a hundred thousand of them: the quickest way
            packed.append(marshal.dumps([texts, owner]))
            place += len(packed[-1])
        self._file.write(b"".join(packed))
