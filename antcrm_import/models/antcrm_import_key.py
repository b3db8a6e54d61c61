import hashlib
import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.packed import KnownKeys, key_text


class AntcrmImportKey(models.Model):
    """Who of a file has which phone or email address, while a review is made in several
    transactions. Rows are written and read in SQL, and gone with the end of it."""

    _name = "antcrm.import.key"
    _description = "Key in an Import"
    _log_access = False

    import_id = fields.Many2one(
        "antcrm.import", required=True, ondelete="cascade", readonly=True
    )
    digest = fields.Char(required=True, readonly=True)
    holder_digest = fields.Char(
        required=True, readonly=True, help="Of the first key of the same customer."
    )
    holder = fields.Json(
        readonly=True, help="The keys of the customer, and what is known of it."
    )

    _digest_uniq = models.Constraint("UNIQUE (import_id, digest)", "One of each.")

    @api.model
    def _forget(self, run):
        """Delete what a review has left."""
        self.env.cr.execute(
            SQL("DELETE FROM antcrm_import_key WHERE import_id = %s", run.id)
        )


def get_digest(text):
    """Return a short text that stands for a key, the same in each process."""
    data = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=8).hexdigest()


class StoredKeys(KnownKeys):
    """Kept in the database: what one transaction has found, the next one knows."""

    def __init__(self, run, pack, unpack):
        super().__init__(pack, unpack)
        self._run = run
        self._loaded = {}

    def load(self, keys):
        """Have at hand who has one of some keys, in one query."""
        digests = {get_digest(key_text(key)) for key in keys}
        self._loaded = dict(
            self._run.env.execute_query(
                SQL(
                    """
                    SELECT key.digest, holder.holder
                      FROM antcrm_import_key key
                      JOIN antcrm_import_key holder
                        ON holder.import_id = key.import_id
                       AND holder.digest = key.holder_digest
                     WHERE key.import_id = %s AND key.digest = ANY(%s)
                    """,
                    self._run.id,
                    list(digests),
                )
            )
        )

    def _find(self, key):
        return self._loaded.get(get_digest(key_text(key)))

    def _put_away(self, owners):
        lines = []
        for keys, owner in owners:
            texts = list(map(key_text, keys))
            digests = list(map(get_digest, texts))
            lines.append([digests[0], digests[0], [texts, owner]])
            lines += [[digest, digests[0]] for digest in digests[1:]]
        self._run.env.cr.execute(
            SQL(
                """
                INSERT INTO antcrm_import_key (import_id, digest, holder_digest, holder)
                SELECT %s, line->>0, line->>1, line->2
                  FROM jsonb_array_elements(%s::jsonb) AS line
                ON CONFLICT DO NOTHING
                """,
                self._run.id,
                json.dumps(lines),
            )
        )
