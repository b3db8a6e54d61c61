"""Each model of ours, whichever addon it comes with, is asked who may do what. Nothing
here is a list of today's models: what is an exception says why, and must be one."""

import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import CustomersCommon
from .registry import (
    get_excused,
    has_all_addons,
    is_extended,
    make,
    our_models,
    our_modules,
)

OPERATIONS = ("read", "write", "create", "unlink")
PART = "antcrm.customer.part.mixin"
CUSTOMERS = ("res.partner", "crm.lead")


class ModelAccessCommon(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_data_owner = new_test_user(
            cls.env, "antcrm_data_owner", groups="antcrm_share.group_data_owner"
        )
        cls.user_public = new_test_user(
            cls.env, "antcrm_public", groups="base.group_public"
        )
        cls.other_company = cls.env["res.company"].create({"name": "Ants of Elsewhere"})
        with_rights = new_test_user(
            cls.env,
            "antcrm_with_rights",
            groups="antcrm_share.group_administrator",
        )
        # of all addons that are there
        with_rights.group_ids |= cls.env.ref(
            "antcrm_share.group_data_owner"
        ).implied_ids
        cls.roles = (
            cls.user_sales,
            cls.user_administrator,
            cls.user_data_owner,
            with_rights,
        )
        cls.models = our_models(cls.env)

    def is_part(self, model):
        return issubclass(self.registry[model], self.registry[PART])

    def get_readers(self, model):
        return [
            user
            for user in (*self.roles, self.user_internal)
            if self.env[model].with_user(user).has_access("read")
        ]

    def is_kept(self, record, user, operation):
        """Whether the rules let a user do something with a record that is only in the
        cache."""
        rules = self.env["ir.rule"].with_user(user)
        domain = rules._compute_domain(record._name, operation)
        return bool(record.with_user(user).sudo().filtered_domain(domain))


@tagged("post_install", "-at_install")
class TestModelAccess(ModelAccessCommon):
    def test_rows(self):
        """A row of access reaches each role: that a model is not for one is a row of
        zeros, not an omission."""
        modules = our_modules(self.env)
        privileges = self.env["res.groups.privilege"].search([])
        names = privileges.get_external_id()
        ours = privileges.filtered(
            lambda privilege: names[privilege.id].split(".")[0] in modules
        )
        roles = ours.group_ids
        self.assertGreaterEqual(len(roles), 3)
        for model in self.models:
            rows = self.env["ir.model.access"].search([("model_id.model", "=", model)])
            with self.subTest(model):
                self.assertTrue(all(row.group_id for row in rows), "open to everybody")
            for role in roles:
                with self.subTest(model, role=role.name):
                    self.assertTrue(rows.group_id & role.all_implied_ids)

    def test_strangers(self):
        for model in self.models:
            for user in (self.user_public, self.user_portal):
                for operation in OPERATIONS:
                    with self.subTest(model, user=user.login, operation=operation):
                        Model = self.env[model].with_user(user)
                        self.assertFalse(Model.has_access(operation))

    def test_employees(self):
        """Without a role there is nothing to do but read."""
        found = {
            model
            for model in self.models
            for operation in ("write", "create", "unlink")
            if self.env[model].with_user(self.user_internal).has_access(operation)
        }
        self.assertEqual(found, get_excused(self.env, "EMPLOYEES").keys())

    def test_dialogs(self):
        """Who opens a dialog is the only one who reads or changes it, in the host's
        dialogs that we extend as in ours."""
        dialogs = [
            model
            for model, Model in self.registry.items()
            if Model._transient and not Model._abstract and is_extended(self.env, model)
        ]
        for model in dialogs:
            readers = self.get_readers(model)
            for user in readers:
                for operation in ("read", "write", "unlink"):
                    other = self.env[model].new({})
                    other.create_uid = self.user_colleague
                    own = self.env[model].new({})
                    own.create_uid = user
                    with self.subTest(model, user=user.login, operation=operation):
                        self.assertTrue(self.is_kept(own, user, operation))
                        self.assertFalse(self.is_kept(other, user, operation))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_dialogs_of_hidden_customers(self):
        """A dialog that is opened on a hidden customer tells no more of it than of one
        that there never was."""
        for table in ("crm_lead", "res_partner"):
            # ids that no other number is
            self.env.cr.execute("SELECT setval(%s, 987654321)", [f"{table}_id_seq"])
        users = (self.user_sales, self.user_administrator, self.user_portal)
        private = {"user": self.user_data_owner, "share_mode": "me"}
        for customer in (self.create_contact(**private), self.create_lead(**private)):
            missing = customer.browse(2**31 - 7)
            for model in self.models:
                if not self.registry[model]._transient:
                    continue
                for user in users:
                    with self.subTest(model, of=customer._name, user=user.login):
                        self.assertEqual(
                            self.open_dialog(model, customer, user),
                            self.open_dialog(model, missing, user),
                        )

    def open_dialog(self, model, customer, user):
        """Return all that a dialog says when it is opened on a customer, and whether it
        can be kept, with the id of the customer left out."""
        Dialog = self.env[model].with_user(user)
        Dialog = Dialog.with_context(
            active_model=customer._name, active_id=customer.id, active_ids=customer.ids
        )
        told = []
        names = list(Dialog._fields)
        for values in ({}, {"model": customer._name, "record_ids": customer.ids}):
            values = {name: value for name, value in values.items() if name in names}
            try:
                with self.env.cr.savepoint() as savepoint:
                    told.append(Dialog.default_get(names))
                    dialog = Dialog.create(values)
                    told.append(dialog.read(names))
                    savepoint.rollback()
            except Exception:  # noqa: BLE001  # whatever it is, it tells nothing
                told.append("refused")
        moment = re.compile(r"datetime\([^)]*\)|'id': \d+|,\d+'|NewId_\w+")
        return moment.sub("", repr(told).replace(str(customer.id), "ID"))

    # ------------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------------

    def get_company_path(self, model, seen=()):
        """Return the fields that lead from a model to the company that it is of, or
        ``None``."""
        fields = self.env[model]._fields.values()
        for field in fields:
            if field.comodel_name == "res.company" and field.type == "many2one":
                return (field.name,)
        for field in fields:
            if (
                field.type == "many2one"
                and field.store
                and (field.required or field.ondelete == "cascade")
                and field.comodel_name not in seen
                and field.comodel_name in {*self.models, *CUSTOMERS}
                and (rest := self.get_company_path(field.comodel_name, (*seen, model)))
            ):
                return (field.name, *rest)
        return None

    def make_of_company(self, model, path, company):
        name, *rest = path
        value = company
        if rest:
            comodel = self.env[model]._fields[name].comodel_name
            value = self.make_of_company(comodel, rest, company)
        record = self.env[model].new({})
        record[name] = value
        return record

    def test_companies(self):
        """What is of a company, or hangs on what is of one, is hidden from the users of
        others; what is of none is everybody's."""
        own = self.user_data_owner.company_id
        other_rules, tried = set(), set()
        for model in self.models:
            path = self.get_company_path(model)
            readers = self.get_readers(model)
            if not path or not readers or self.registry[model]._transient:
                continue
            if self.is_part(model):
                continue  # see test_parts
            foreign = self.make_of_company(model, path, self.other_company)
            if self.is_kept(foreign, self.user_data_owner, "read"):
                other_rules.add(model)
                continue
            tried.add(model)
            for user in readers:
                for operation in OPERATIONS:
                    with self.subTest(model, user=user.login, operation=operation):
                        self.assertFalse(self.is_kept(foreign, user, operation))
            record = self.make_of_company(model, path, own)
            with self.subTest(model, company="own"):
                self.assertTrue(self.is_kept(record, self.user_data_owner, "read"))
            last = record
            for name in path[:-1]:
                last = last[name]
            if (
                not last._fields[path[-1]].required
                and not last._fields[path[-1]].related
            ):
                record = self.make_of_company(model, path, self.env["res.company"])
                with self.subTest(model, company="none"):
                    self.assertTrue(self.is_kept(record, self.user_data_owner, "read"))
        if has_all_addons(self.env):
            self.assertTrue(tried)
        self.assertEqual(
            other_rules, get_excused(self.env, "OTHER_COMPANY_RULES").keys()
        )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_parts(self):
        """What is part of a customer is seen by who sees the customer: neither by
        colleagues of another company nor past its share, nor when the customer is
        gone."""
        partners = (
            self.env["res.partner"].create(
                [{"name": "Ada", "company_id": self.other_company.id} for _ in range(2)]
            )
            | self.create_contact(user=self.user_colleague, share_mode="me").sudo()
        )
        team = self.env["crm.team"].create(
            {"name": "Elsewhere", "company_id": self.other_company.id}
        )
        elsewhere = {"name": "Leo", "team_id": team.id, "user_id": False}
        leads = (
            self.env["crm.lead"].create([elsewhere, elsewhere])
            | self.create_lead(user=self.user_colleague, share_mode="me").sudo()
        )
        self.assertEqual(leads[:2].company_id, self.other_company)
        hidden = {"res.partner": partners, "crm.lead": leads}
        parts = {*filter(self.is_part, self.models)}
        others = get_excused(self.env, "OTHER_COMPANY_RULES").keys()
        for model in parts | others:
            readers = self.get_readers(model)
            ends = [
                field
                for field in self.env[model]._fields.values()
                if field.type == "many2one" and field.comodel_name in CUSTOMERS
            ]
            self.assertTrue(ends)
            for comodel in {field.comodel_name for field in ends}:
                names = [f.name for f in ends if f.comodel_name == comodel]
                for customer in hidden[comodel]:
                    ends_of = (customer | hidden[comodel])[: len(names)]
                    values = dict(zip(names, sorted(ends_of.ids), strict=True))
                    if model in others and "kind" in self.env[model]._fields:
                        values["kind"] = "lead" if comodel == "crm.lead" else "contact"
                    record = make(self.env, model, **values)
                    for user in readers:
                        if user == self.user_data_owner and customer.company_id != (
                            self.other_company
                        ):
                            continue
                        with self.subTest(model, user=user.login, of=comodel):
                            self.assertHidden(record.with_user(user).sudo(False))
                    record.unlink()

    def assertHidden(self, record):
        self.env.invalidate_all()
        self.assertFalse(record.search([("id", "=", record.id)]))
        for operation in ("read", "write"):
            self.assertFalse(record.has_access(operation), operation)
        with self.assertRaises(AccessError):
            record.read(["id", "display_name"])

    # ------------------------------------------------------------------
    # Deletion
    # ------------------------------------------------------------------

    def get_cascades(self):
        """Return ``(model, field)`` of all that PostgreSQL deletes with another
        record."""
        return [
            (model, field)
            for model in self.models
            for field in self.env[model]._fields.values()
            if field.type == "many2one"
            and field.store
            and field.ondelete == "cascade"
            and not self.registry[model]._transient
            and self.get_readers(model)
            and self.is_bound(model)
        ]

    def is_bound(self, model):
        """Whether some of those who read a model do not read all of it."""
        if (
            self.registry[model]._check_access
            is not self.registry["base"]._check_access
        ):
            return True
        rules = self.env["ir.rule"].with_user(self.user_administrator)
        return not rules._compute_domain(model, "read").is_true()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_cascades(self):
        """Nobody deletes, together with what they may delete, what they may not see."""
        cascades = self.get_cascades()
        self.assertTrue(cascades)
        # what a Data Owner sets up, and whom it is shared with
        owner = self.env(user=self.user_data_owner, su=True)
        for model, field in cascades:
            parent_model = field.comodel_name
            for user in self.roles:
                if user == self.user_data_owner:
                    continue
                if not self.env[parent_model].with_user(user).has_access("unlink"):
                    continue
                with (
                    self.subTest(model, field=field.name, user=user.login),
                    self.env.cr.savepoint() as savepoint,
                ):
                    parent = make(owner, parent_model)
                    values = {field.name: parent.id}
                    if "share_mode" in self.env[model]._fields:
                        values |= {"share_mode": "me"}
                    child = make(owner, model, **values)
                    if "share_owner_id" in child._fields:
                        child.share_owner_id = self.user_data_owner
                    self.env.flush_all()
                    self.env.invalidate_all()
                    self.assertDeletedInSight(parent, child, user)
                    savepoint.rollback()

    def assertDeletedInSight(self, parent, child, user):
        if child.with_user(user).sudo(False).has_access("read"):
            return
        try:
            with self.env.cr.savepoint():
                parent.with_user(user).sudo(False).unlink()
                self.env.flush_all()
        except (AccessError, UserError):
            return
        self.assertTrue(child.exists(), "deleted by somebody who cannot see it")
