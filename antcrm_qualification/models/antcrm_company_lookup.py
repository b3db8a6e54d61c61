import logging
import time

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.antcrm_customers.tools.numbers import tax_key

_logger = logging.getLogger(__name__)

PROVIDER = "antcrm_qualification.lookup_provider"
BY_EMAIL = "antcrm_qualification.lookup_by_email"
SECONDS = 5  # for one question
BUDGET = 10  # seconds for all questions of one save
#: whoever meets one of these begins anew with the whole save
CONCURRENCY_ERRORS = (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)


class AntcrmCompanyLookup(models.AbstractModel):
    """A service that knows companies by their tax numbers.

    A provider inherits this model under the name ``antcrm.company.lookup.<code>``,
    answers ``_find_by_tin`` and, if it can, ``_find_by_email``, and adds its code to
    the settings. Whatever it raises, or however long it takes, leads are saved.
    """

    _name = "antcrm.company.lookup"
    _description = "Company Look-up"

    # ------------------------------------------------------------------
    # To be answered by a provider
    # ------------------------------------------------------------------

    @api.model
    def _is_available(self):
        """Whether the service can be asked in this database."""
        return True

    @api.model
    def _find_by_tin(self, tin, country_code, timeout):
        """Return the company of a tax number.

        :param str tin: as the user wrote it
        :param str country_code: ISO code of the company's country, or ``""``
        :param float timeout: seconds to answer in
        :return: a candidate of ``antcrm.intake`` of the kind ``account``, or ``None``
        """
        raise NotImplementedError

    @api.model
    def _find_by_email(self, email, timeout):
        """Return the company of somebody's email address; see :meth:`_find_by_tin`."""
        return None

    # ------------------------------------------------------------------
    # To be asked
    # ------------------------------------------------------------------

    @api.model
    def _look_up(self, questions):
        """Ask the service of the settings. Each number and address is asked for once;
        when the time is up, nothing more is.

        :param questions: dicts with ``tin``, ``email``, ``country_code``, texts
        :return: for each question a candidate of ``antcrm.intake``, or ``None``
        """
        provider = self._get_provider()
        if provider is None:
            return [None] * len(questions)
        # superuser: reads one word of the settings
        by_email = self.env["ir.config_parameter"].sudo().get_param(BY_EMAIL)
        deadline = time.monotonic() + BUDGET
        answers = {}
        found = []
        for question in questions:
            tin, email = question["tin"], question["email"]
            answer = None
            if tin:
                key = ("tin", tax_key(tin), question["country_code"])
                if key not in answers:
                    # with the address for services that want both
                    context = {"antcrm_lookup_email": email if by_email else ""}
                    answers[key] = provider.with_context(**context)._ask(
                        "_find_by_tin", (tin, question["country_code"]), deadline
                    )
                answer = self._complete_answer(answers[key], tin)
            if not answer and email and by_email:
                key = ("email", email)
                if key not in answers:
                    answers[key] = provider._ask("_find_by_email", (email,), deadline)
                answer = self._complete_answer(answers[key], tin)
            found.append(answer)
        return found

    @api.model
    def _complete_answer(self, answer, tin):
        """Return an answer with the tax number that was asked for, ``None`` for one
        about a company of another number."""
        if not answer or not tin:
            return answer
        if tax_key(answer.get("vat") or tin) != tax_key(tin):
            return None
        return {**answer, "vat": answer.get("vat") or tin}

    @api.model
    def _get_provider(self):
        """Return the provider of the settings, ``None`` if there is none."""
        # superuser: reads one word of the settings
        code = self.env["ir.config_parameter"].sudo().get_param(PROVIDER)
        name = f"antcrm.company.lookup.{code}"
        if not code or name not in self.env or not self.env[name]._is_available():
            return None
        return self.env[name]

    @api.model
    def _ask(self, method, arguments, deadline):
        """Return the answer of a provider, ``None`` for whatever goes wrong."""
        seconds = min(SECONDS, deadline - time.monotonic())
        if seconds <= 0:
            return None
        # what is still to be written is no doing of the service
        self.env.flush_all()
        try:
            # what the service writes goes with its failure
            with self.env.cr.savepoint():
                answer = getattr(self, method)(*arguments, timeout=seconds)
                return self._clean_answer(answer)
        except CONCURRENCY_ERRORS:
            raise
        except Exception:  # pylint: disable=broad-except
            # whatever a service of somebody else does, the lead is saved
            _logger.warning("The company look-up failed", exc_info=True)
            return None

    @api.model
    def _clean_answer(self, answer):
        """Return what the intake understands of an answer, ``None`` without a name."""
        if not answer or not answer.get("name"):
            return None
        known = {
            field["name"] for field in self.env["antcrm.intake"].get_fields("account")
        }
        return {key: value for key, value in answer.items() if value and key in known}
