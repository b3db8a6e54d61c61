from odoo import models
from odoo.tools import split_every

from odoo.addons.antcrm_export.models.antcrm_sheet import RECORD_KEY

from ..tools.columns import is_company_name
from ..tools.mapping import OTHER_KIND

BATCH = 5000
#: of those who are another kind than the one that is imported
KIND_CODES = ("company_name", "company_type", "person_type")


class AntcrmImport(models.Model):
    """Companies among the people of a file, and people among its companies: by a column
    that says so, or by a name with a legal form."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.import"

    def _find_other_kinds(self, candidates):
        """Return ``{position: issue}`` of the candidates who are of another kind.

        :param list candidates: as the builder makes them
        """
        self.ensure_one()
        found = {}
        for position, candidate in enumerate(candidates):
            if candidate.get(RECORD_KEY):
                continue
            told = candidate.get(OTHER_KIND)
            if told and self.kind == "account":
                found[position] = self._get_person_issue(told)
            elif told and not candidate.get("parent_id"):
                # who is somebody of a company is a person, whatever the company is
                found[position] = self._get_company_issue(told)
            elif self.kind == "contact" and (name := self._get_company(candidate)):
                found[position] = self._get_company_name_issue(name)
        return found

    def _get_company(self, candidate):
        """Return the name of a candidate for a contact who is called like a company."""
        parts = [candidate.get(name) or "" for name in ("firstname", "lastname")]
        for name in (candidate.get("name"), " ".join(filter(None, parts))):
            if isinstance(name, str) and is_company_name(name):
                return name
        return None

    def _get_company_name_issue(self, name):
        env = self._in_language().env
        message = env._(
            "“%(name)s” is called like a company. Leave the row out, and import it as "
            "an account, if it is one.",
            name=name,
        )
        return self._get_kind_issue("company_name", name, message)

    def _get_company_issue(self, told):
        env = self._in_language().env
        message = env._(
            "It is a company, says the file (%(told)s). Leave the row out, and import "
            "it as an account, if it is one.",
            told=told,
        )
        return self._get_kind_issue("company_type", told, message)

    def _get_person_issue(self, told):
        env = self._in_language().env
        message = env._(
            "It is a person, says the file (%(told)s). Leave the row out, and import "
            "it as a contact, if it is one.",
            told=told,
        )
        return self._get_kind_issue("person_type", told, message)

    def _get_kind_issue(self, code, value, message):
        return {
            "code": code,
            "field": "name",
            "value": value,
            "message": message,
            "severity": "warning",
        }

    def _tell_other_kinds(self, candidates, told):
        """Say of those who are of another kind that they come in all the same.

        :param list candidates: lose what a column says of their kind
        :param dict told: ``{position: issues}``, changed in place
        """
        for position, issue in self._find_other_kinds(candidates).items():
            told.setdefault(position, []).append(issue)
        for candidate in candidates:
            candidate.pop(OTHER_KIND, None)

    def _get_kinds_left_out(self):
        """Return the codes of other kinds whose rows are left out."""
        return [code for code in KIND_CODES if self._get_error_choice(code) == "skip"]

    def _leave_out_other_kinds(self, rows):
        """Predict that rows of another kind are left out, where that was chosen, and
        return them."""
        codes = self._get_kinds_left_out()
        if not codes:
            return rows.browse()
        builder = self._with_importer()._get_builder()
        found = {}
        # a big file does not have to be in memory
        for batch in split_every(BATCH, rows.ids, rows.browse):
            candidates = batch._get_candidates(builder)
            for position, issue in self._find_other_kinds(candidates).items():
                if issue["code"] in codes:
                    found[batch[position].id] = issue
            batch.invalidate_recordset(["raw"])
        left_out = rows.browse(found)
        left_out._leave_out(list(found.values()))
        return left_out
