from odoo import api, models
from odoo.tools import SQL, sql

from ..tools.concurrency import lost_race
from .antcrm_share import TOKEN_UNSET, IntArray


class AntcrmShareAudience(models.Model):
    """Each audience that a partner has or had, once: few, where partners are many.

    Those that let a user in are found here, and their partners by an index that has all
    that the rules of partners ask: neither is the table of partners read for a count,
    nor are the tokens of each partner compared. None is ever deleted, so that whoever
    finds one here may rely on it; they tell nothing by themselves.
    """

    _name = "antcrm.share.audience"
    _description = "Audience of Partners"
    _log_access = False

    tokens = IntArray(required=True, export_string_translation=False)

    _tokens_unique = models.UniqueIndex("(tokens)")
    _tokens_index = models.Index("USING gin (tokens)")

    # the host's returns nothing
    # pylint: disable-next=missing-return
    def init(self):
        """Take in what is there already, such as partners from before there was this
        table."""
        super().init()
        cr = self.env.cr
        known = SQL("SELECT %s::int4[]", [TOKEN_UNSET])
        if sql.column_exists(cr, "res_partner", "audience"):
            known = SQL("%s UNION SELECT audience FROM res_partner", known)
        cr.execute(
            SQL(
                "INSERT INTO antcrm_share_audience (tokens) "
                "(%s EXCEPT SELECT tokens FROM antcrm_share_audience)",
                known,
            )
        )

    @api.model
    def _remember(self, audiences):
        """Take in audiences that partners get.

        :param audiences: tokens of each, ``None`` for the column's default
        """
        literals = {
            f"{{{','.join(map(str, sorted(set(tokens))))}}}"
            for tokens in audiences
            if tokens and set(tokens) != {TOKEN_UNSET}
        }
        if not literals:
            return
        with lost_race("antcrm_share_audience_tokens_unique"):
            self.env.cr.execute(
                """
                INSERT INTO antcrm_share_audience (tokens)
                SELECT literal::int4[] FROM unnest(%s) AS literal
                EXCEPT SELECT tokens FROM antcrm_share_audience
                """,
                [sorted(literals)],
            )
