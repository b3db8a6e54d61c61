from odoo import models
from odoo.tools import split_every

from odoo.addons.antcrm_export.models.antcrm_sheet import RECORD_KEY

from ..tools.columns import is_company_name

BATCH = 5000


class AntcrmImport(models.Model):
    """Companies among the people of a file: rows whose name has a legal form."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.import"

    def _find_companies(self, candidates):
        """Return ``{position: name}`` of the candidates for contacts who are called
        like companies."""
        self.ensure_one()
        if self.kind != "contact":
            return {}
        found = {}
        for position, candidate in enumerate(candidates):
            if candidate.get(RECORD_KEY):
                continue
            parts = [candidate.get(name) or "" for name in ("firstname", "lastname")]
            for name in (candidate.get("name"), " ".join(filter(None, parts))):
                if isinstance(name, str) and is_company_name(name):
                    found[position] = name
                    break
        return found

    def _get_company_issue(self, name):
        env = self._in_language().env
        return {
            "code": "company_name",
            "field": "name",
            "value": name,
            "message": env._(
                "“%(name)s” is called like a company. Leave the row out, and import it "
                "as an account, if it is one.",
                name=name,
            ),
            "severity": "warning",
        }

    def _tell_companies(self, candidates, told):
        """Say of those who are called like companies that they come in as people.

        :param dict told: ``{position: issues}``, changed in place
        """
        for position, name in self._find_companies(candidates).items():
            told.setdefault(position, []).append(self._get_company_issue(name))

    def _leave_out_companies(self, rows):
        """Predict that rows with a company are left out, where that was chosen, and
        return them."""
        if self.kind != "contact" or self._get_error_choice("company_name") != "skip":
            return rows.browse()
        builder = self._with_importer()._get_builder()
        found = {}
        # a big file does not have to be in memory
        for batch in split_every(BATCH, rows.ids, rows.browse):
            candidates = batch._get_candidates(builder)
            for position, name in self._find_companies(candidates).items():
                found[batch[position].id] = name
            batch.invalidate_recordset(["raw"])
        left_out = rows.browse(found)
        left_out._leave_out([self._get_company_issue(name) for name in found.values()])
        return left_out
