import phonenumbers

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.antcrm_contact_point.tools.contact_values import read_phone
from odoo.addons.antcrm_customers.tools.text import name_key

from ..tools.mail_reader import get_lines, make_name
from ..tools.signature import get_region, read_signature

#: Lines of a mail in which a signature is looked for
SIGNATURE_LINES = 30
MAX_LINES = 2_000
MAX_PHONES = 3


class AntcrmMailSignature(models.AbstractModel):
    """What a mail says about its sender beside the address: it is offered to whoever
    works on the customer, or taken for new ones where the address is set up so."""

    _name = "antcrm.mail.signature"
    _description = "The Signature of a Mail"

    take_signature = fields.Boolean(
        "Take Over Signatures",
        help="Position, company, phones, address and website in the signature of a new "
        "customer's first mail are written at once. Else they are offered on the "
        "customer's form. What is there is never replaced.",
    )

    def _read_signature(self, customer, evidence, message, is_new):
        """Offer what a mail says about its person, and take it where that is set.

        :param is_new: whether this mail made the customer
        """
        if customer._name == "res.partner" and not customer.partner_share:
            return
        lines = self._get_own_lines(evidence, message)
        self._offer_signature(customer, evidence, lines, evidence.notice, is_new)

    def _get_own_lines(self, evidence, message):
        """Return the lines of a mail that its person wrote."""
        lines = get_lines(message)[:MAX_LINES]
        if evidence.how != "forward":
            return lines
        # below the line that names them
        address = evidence.address.lower()
        for index, line in enumerate(lines):
            if address in line.lower():
                return [below.lstrip("> ") for below in lines[index + 1 :]]
        return []

    def _offer_signature(self, customer, evidence, lines, notice=None, is_new=False):
        values = self._get_signature_values(customer, evidence, lines, notice)
        if not values:
            return
        offers = self.env["antcrm.mail.offer"]._offer(customer, values)
        if is_new and self.take_signature:
            self._take_offers(customer, offers)

    def _get_signature_values(self, customer, evidence, lines, notice):
        """Return what ``antcrm.mail.offer`` shall offer, as triples."""
        name = make_name(evidence.name, evidence.address)
        choice = self.phone_country_id
        region = self.env["antcrm.contact.point"]._get_region(customer, choice)
        if notice:
            told = {"company": notice.company}
            phones = [notice.phone] if notice.phone else []
        else:
            text, address = "\n".join(lines), evidence.address
            told = read_signature(text, "", name, address, region)._asdict()
            phones = told.pop("phones")
            del told["name"]
            if " " not in (evidence.name or ""):
                # the header says less
                told["name"] = read_signature(text, "", "", address, region).name
        regions = (get_region(evidence.address), region)
        readings = [self._read_number(phone, regions) for phone in phones]
        readings = {key: shown for key, shown in readings if key}
        if not readings:
            readings = self._find_phones(lines, region)
        values = [("phone", key, readings[key]) for key in list(readings)[:MAX_PHONES]]
        return values + [
            (field, name_key(value) or value.lower(), value)
            for field, value in told.items()
            if value
        ]

    def _read_number(self, text, regions):
        """Return a number as ``(E.164, shown)``, read as in the country of the address
        first."""
        for region in regions:
            reading = read_phone(text, region)
            if not reading.error:
                return reading.normalized, reading.value
        return None, None

    def _find_phones(self, lines, region):
        """Return the phone numbers in the last lines of a mail that has no signature,
        as ``{E.164: shown}``."""
        kept = []
        for line in lines:
            if line.startswith(">") or line.strip().startswith(("-----", "_____")):
                break  # what is quoted has other signatures
            if line.strip():
                kept.append(line[:200])
        text = "\n".join(kept[-SIGNATURE_LINES:])
        if sum(c.isdigit() for c in text) < 6:
            return {}
        found = {}
        for match in phonenumbers.PhoneNumberMatcher(text, region, max_tries=200):
            reading = read_phone(match.raw_string, region)
            if not reading.error:
                found[reading.normalized] = reading.value
        return found

    def _take_offers(self, customer, offers):
        """Write what is offered, with the rights of the responsible; what they may not
        write, such as the phone of another customer, stays an offer."""
        customer = customer.with_user(self.responsible_id)
        for offer in offers:
            try:
                with self.env.cr.savepoint():
                    customer.action_accept_mail_offers(offer.ids)
            except (AccessError, UserError, ValidationError):
                customer.invalidate_recordset()
