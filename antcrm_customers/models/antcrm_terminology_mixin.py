from odoo import api, models


class AntcrmTerminologyMixin(models.AbstractModel):
    """Views whose labels may use the company's words for leads, contacts and accounts.

    A label in a view says ``{Account}``, ``{Accounts}``, ``{account}``, ``{accounts}``
    (likewise for the other kinds); so the sentence around it stays translatable.
    """

    _name = "antcrm.terminology.mixin"
    _description = "Company's Words in Views"
    _antcrm_word_attributes = ("string", "placeholder", "help", "title", "confirm")

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        self._fill_view_words(arch)
        return arch, view

    @api.model
    def _fill_view_words(self, arch):
        """Put the company's words into the labels of a view.

        :param arch: etree element, changed in place
        """
        fill = self.env["antcrm.customer.kind"]._fill_words
        for node in arch.iter("*"):
            for attribute in self._antcrm_word_attributes:
                if "{" in node.get(attribute, ""):
                    node.set(attribute, fill(node.get(attribute)))
            node.text = fill(node.text)
            node.tail = fill(node.tail)
