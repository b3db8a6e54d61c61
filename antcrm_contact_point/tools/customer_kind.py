"""Of which kind a customer is: ``lead``, ``contact``, ``account`` or none.

The rule stands here in three forms, for whoever has a record, a domain or a table. They
say the same; a test compares them. Opportunities, further addresses, colleagues and the
companies of the database are of none.
"""

from odoo.fields import Domain
from odoo.tools import SQL

KINDS = [("lead", "Lead"), ("contact", "Contact"), ("account", "Account")]

# ----------------------------------------------------------------------
# Leads
# ----------------------------------------------------------------------

LEAD_FIELDS = ("type",)


def get_lead_kind(lead):
    """Return the kind of a ``crm.lead``, ``False`` for none."""
    return "lead" if lead.type == "lead" else False


def get_lead_kind_domain(kind):
    """Return the domain of the leads of one kind."""
    return Domain("type", "=", "lead") if kind == "lead" else Domain.FALSE


def get_lead_kind_sql(alias):
    """Return the SQL expression of the kind of a row of ``crm_lead``, null for none."""
    return SQL("CASE WHEN %s = 'lead' THEN 'lead' END", SQL.identifier(alias, "type"))


# ----------------------------------------------------------------------
# Contacts and accounts
# ----------------------------------------------------------------------

PARTNER_FIELDS = ("is_company", "type", "partner_share", "own_company_ids")


def get_partner_kind(partner):
    """Return the kind of a ``res.partner``, ``False`` for none."""
    if (
        partner.type != "contact"
        or not partner.partner_share
        or partner.own_company_ids
    ):
        return False
    return "account" if partner.is_company else "contact"


def get_partner_kind_domain(kind):
    """Return the domain of the partners of one kind."""
    if kind not in ("contact", "account"):
        return Domain.FALSE
    # "any!": of all companies, those of the user or not
    return Domain(
        [
            ("type", "=", "contact"),
            ("partner_share", "=", True),
            ("is_company", "=", kind == "account"),
        ]
    ) & Domain("own_company_ids", "not any!", Domain("id", "!=", False))


def get_partner_kind_sql(alias):
    """Return the SQL expression of the kind of a row of ``res_partner``, null for
    none."""
    return SQL(
        """
        CASE WHEN %(type)s IS DISTINCT FROM 'contact' OR %(share)s IS NOT TRUE
                  OR EXISTS (SELECT FROM res_company WHERE partner_id = %(id)s)
             THEN NULL
             WHEN %(is_company)s THEN 'account'
             ELSE 'contact'
        END
        """,
        id=SQL.identifier(alias, "id"),
        type=SQL.identifier(alias, "type"),
        share=SQL.identifier(alias, "partner_share"),
        is_company=SQL.identifier(alias, "is_company"),
    )
