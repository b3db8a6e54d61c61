import polib

from odoo.tests import BaseCase
from odoo.tools.misc import file_path


class TestTranslations(BaseCase):
    def test_vietnamese_is_complete(self):
        folder = "antcrm_livechat/i18n"
        template = polib.pofile(file_path(f"{folder}/antcrm_livechat.pot"))
        vietnamese = polib.pofile(file_path(f"{folder}/vi.po"))
        translated = {entry.msgid for entry in vietnamese if entry.translated()}
        missing = [entry.msgid for entry in template if entry.msgid not in translated]
        self.assertEqual(missing, [])
