import base64

import polib

from odoo.fields import Command
from odoo.tests import BaseCase, TransactionCase
from odoo.tools.misc import file_path

MODES = ("all", "employee", "group", "me")
KINDS = ("lead", "contact", "account")

# Who sees a customer that its creator shared, written from the rules: creator and
# person in charge always; whom the policy names; Data Owners; nobody else,
# Administrators neither
SEES = {
    #                all   employee group  me
    "creator":      (True, True,    True,  True),
    "named":        (True, True,    False, False),
    "member":       (True, False,   True,  False),
    "own_documents": (True, False,  False, False),
    "administrator": (True, False,  False, False),
    "data_owner":   (True, True,    True,  True),
    "portal":       (False, False,  False, False),
}  # fmt: skip
#: values of a customer that whoever sees it may change, on any form
EDITS = {
    "name": "Edited",
    "website": "https://edited.example.com",
    "street": "1 Main Street",
    "comment": "Edited",
    "image_1920": base64.b64encode(
        b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    ),
    "category_id": [Command.create({"name": "Edited"})],
    "active": False,
}


class TranslationsCommon(BaseCase):
    """The Vietnamese texts of an addon."""

    def assert_vietnamese_is_complete(self, addon):
        template = polib.pofile(file_path(f"{addon}/i18n/{addon}.pot"))
        vietnamese = polib.pofile(file_path(f"{addon}/i18n/vi.po"))
        translated = {entry.msgid for entry in vietnamese if entry.translated()}
        missing = [entry.msgid for entry in template if entry.msgid not in translated]
        self.assertEqual(missing, [])


class RestoredRegistry(TransactionCase):
    """After each test the registry is as before, without the columns of the custom
    fields that the test made."""

    def setUp(self):
        # runs after the savepoint that the host's setUp makes was rolled back
        self.addCleanup(self._restore_registry)
        super().setUp()
        self.registry.registry_invalidated = False

    def _restore_registry(self):
        if self.registry.registry_invalidated:
            self.registry._setup_models__(self.cr)
        # the class's own cleanup
        self.registry.registry_invalidated = True


def new_test_users(env, *users):
    """Create users at once, and invite nobody: a fraction of the time that the host's
    ``new_test_user`` takes for each, which makes them alike.

    ``users`` are triples of a login, the XML id of a group and a name.
    """
    Users = env["res.users"]
    created = Users.with_context(no_reset_password=True).create(
        [
            {
                "login": login,
                "name": name,
                "password": login.ljust(8, "x"),
                "email": f"{login[0]}.{login[0]}@example.com",
                "group_ids": [Command.set(env.ref(group).ids)],
            }
            for login, group, name in users
        ]
    )
    return created.with_env(env)


class RolesCommon(TransactionCase):
    """Users with the least rights of each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = "antcrm_share.group_user"
        (
            cls.user_sales,
            cls.user_colleague,
            cls.user_administrator,
            cls.user_internal,
            cls.user_portal,
        ) = new_test_users(
            cls.env,
            ("antcrm_sales", user, "Sara Sales"),
            ("antcrm_colleague", user, "Carl Colleague"),
            (
                "antcrm_administrator",
                "antcrm_share.group_administrator",
                "Anna Administrator",
            ),
            ("antcrm_internal", "base.group_user", "Ivan Internal"),
            ("antcrm_portal", "base.group_portal", "Petra Portal"),
        )

    @classmethod
    def as_user(cls, model, user=None):
        """Return ``model`` as seen by ``user``, a salesperson if not given."""
        return cls.env[model].with_user(user or cls.user_sales)

    @classmethod
    def create_contact(cls, user=None, **values):
        """Create a contact as a salesperson does."""
        return cls.as_user("res.partner", user).create({"name": "Ida", **values})

    @classmethod
    def create_lead(cls, user=None, **values):
        """Create a lead as a salesperson does."""
        return cls.as_user("crm.lead", user).create(
            {"name": "Leo", "type": "lead", **values}
        )


class ShareCommon(RolesCommon):
    """A user for each way to see a customer, and customers to see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["crm.team"].create({"name": "Ants North"})
        cls.other_team = cls.env["crm.team"].create({"name": "Ants South"})
        user = "antcrm_share.group_user"
        groups = {
            "creator": user,
            "named": user,
            "member": user,
            "own_documents": "sales_team.group_sale_salesman",
            "administrator": "antcrm_share.group_administrator",
            "data_owner": "antcrm_share.group_data_owner",
            "portal": "base.group_portal",
        }
        users = new_test_users(
            cls.env,
            *((f"share_{name}", group, name.title()) for name, group in groups.items()),
        )
        cls.users = dict(zip(groups, users, strict=True))
        cls.add_member(cls.team, cls.users["member"])
        cls.add_member(cls.other_team, cls.users["named"])

    @classmethod
    def add_member(cls, team, user):
        return cls.env["crm.team.member"].create(
            {"crm_team_id": team.id, "user_id": user.id}
        )

    @classmethod
    def create_shared(cls, kind, mode, **values):
        """Create a customer as its creator does."""
        model = "crm.lead" if kind == "lead" else "res.partner"
        values = {
            "name": f"Shared {kind} {mode}",
            "share_mode": mode,
            "share_user_ids": [Command.set(cls.users["named"].ids)],
            "share_team_ids": [Command.set(cls.team.ids)],
            **values,
        }
        if kind == "lead":
            # somebody else's document: the host's own rule hides it from the others
            values |= {"type": "lead", "user_id": cls.users["creator"].id}
        else:
            values["is_company"] = kind == "account"
        record = cls.env[model].with_user(cls.users["creator"]).create(values)
        cls.env.flush_all()
        return record

    def sees(self, record, user):
        self.env.flush_all()
        self.env.invalidate_all()
        found = bool(
            record.with_user(user)
            .with_context(active_test=False)
            .search([("id", "=", record.id)])
        )
        self.env.invalidate_all()
        self.assertEqual(found, record.with_user(user).has_access("read"))
        self.assertEqual(found, record.with_user(user).has_access("write"))
        return found

    def check_edits(self, edits):
        """Whoever sees a contact or account by its share may change each value.

        :param dict edits: ``{field: value}``, tried one by one and taken back
        """
        edits = {**edits, "user_id": self.users["creator"].id}
        for kind in ("contact", "account"):
            for mode in MODES:
                record = self.create_shared(kind, mode)
                for name, sees in SEES.items():
                    if name in ("portal", "own_documents"):
                        continue
                    if not sees[MODES.index(mode)]:
                        continue
                    user = self.users[name]
                    with self.subTest(kind=kind, mode=mode, user=name):
                        for field, value in edits.items():
                            with self.env.cr.savepoint() as savepoint:
                                record.with_user(user).write({field: value})
                                self.env.flush_all()
                                savepoint.rollback()
                            self.env.invalidate_all()
