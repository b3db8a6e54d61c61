from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .test_custom_field import CustomFieldCommon
from .test_intake import IntakeCommon

#: told apart by them, whatever made them
OWN_COLUMNS = {"id", "create_date", "write_date"}


class ReplayCommon(IntakeCommon):
    """What a batch inserts is what plain ``create`` makes of the same customers: in
    every column, in every relation, in points and addresses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.vietnam = cls.env.ref("base.vn")
        cls.industry = cls.env["res.partner.industry"].search([], limit=1)
        cls.status = {
            kind: cls.env["antcrm.status"].search([("kind", "=", kind)], limit=1)
            for kind in ("lead", "customer")
        }
        cls.source = cls.env["utm.source"].create({"name": "Fair in Hue"})
        cls.tags = {
            model: cls.env[model].create([{"name": "Red"}, {"name": "Blue"}])
            for model in ("crm.tag", "res.partner.category")
        }
        # they are found by both ways, and outlive the savepoints
        for mode, users in (("me", cls.user_sales), ("employee", cls.user_colleague)):
            cls.env["antcrm.share"]._get(mode, users, cls.env["crm.team"])
        cls.account = cls.env["res.partner"].create(
            {
                "name": "Held",
                "is_company": True,
                "lang": "fr_FR",
                "vat": "0100109106",
                "company_registry": "R-1",
                "user_id": cls.user_colleague.id,
                "industry_id": cls.industry.id,
                "street": "1 Rue",
                "city": "Hue",
                "country_id": cls.vietnam.id,
            }
        )
        cls.bare_account = cls.env["res.partner"].create(
            {"name": "Bare", "is_company": True}
        )

    def setUp(self):
        super().setUp()
        # as in a request: the host creates partners that are parts of others, such as
        # addresses, as whoever the transaction began with
        transaction = self.env.transaction
        self.addCleanup(setattr, transaction, "default_env", transaction.default_env)
        transaction.default_env = self.as_user("res.partner").env
        # what this transaction holds it holds until the class ends: another one that
        # asks for it fails, instead of waiting for ever
        open_cursor = self.registry.cursor

        def open_impatient_cursor(**options):
            cr = open_cursor(**options)
            cr.execute("SET lock_timeout = '10s'")
            # whoever gets it asks which transaction it begins
            cr.commit()  # pylint: disable=invalid-commit
            return cr

        self.startPatcher(patch.object(self.registry, "cursor", open_impatient_cursor))

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------

    def read_rows(self, records):
        """Return ``{name: row}`` of what stands in the database about records: their
        own columns, those of what belongs to them (points, addresses), and the rows of
        their many2many relations. Of new records ids are replaced by names.

        :param records: in an order that does not depend on their ids
        """
        # as at the end of a request: by whoever it began with
        self.env.transaction.flush()
        tables = {records.browse(): self.select(records, "id", records.ids)}
        for field in records._fields.values():
            inverse = field.type == "one2many" and self.get_inverse(field)
            # addresses that are partners are among the records
            if inverse and field.comodel_name != records._name:
                Model = self.env[field.comodel_name]
                rows = self.select(Model, inverse.name, records.ids)
                known = {row["id"] for row in tables.get(Model, ())}
                tables.setdefault(Model, []).extend(
                    row for row in rows if row["id"] not in known
                )
        names = {
            (Model._table, row["id"]): f"{Model._table} {number}"
            for Model, rows in tables.items()
            for number, row in enumerate(rows)
        }
        found = {}
        for Model, rows in tables.items():
            for row in rows:
                found[names[Model._table, row["id"]]] = {
                    column: self.get_name(names, Model, column, value)
                    for column, value in row.items()
                    if column not in OWN_COLUMNS
                }
        for record in records:
            row = found[names[records._table, record.id]]
            row |= self.read_relations(names, record)
        return found

    def get_inverse(self, field):
        """Return the column by which a one2many's records belong to one of ours."""
        Model = self.env[field.comodel_name]
        inverse = Model._fields.get(field.inverse_name)
        is_column = inverse and inverse.store and inverse.type == "many2one"
        return is_column and Model._auto and not Model._abstract and inverse

    def select(self, Model, column, ids):
        """Return the rows that belong to ids, in their order, and then by what they
        say: ids tell nothing."""
        self.env.cr.execute(
            f'SELECT * FROM "{Model._table}" WHERE "{column}" = ANY(%s)',
            [ids],
        )  # pylint: disable=sql-injection
        columns = [column.name for column in self.env.cr.description]
        rows = [dict(zip(columns, row, strict=True)) for row in self.env.cr.fetchall()]
        told = [name for name in columns if name not in {*OWN_COLUMNS, column}]
        return sorted(
            rows,
            key=lambda row: (
                ids.index(row[column]),
                repr([row[name] for name in told]),
            ),
        )

    def get_name(self, names, Model, column, value):
        field = Model._fields.get(column)
        if field and field.type == "many2one":
            key = (self.env[field.comodel_name]._table, value)
            return names.get(key, value)
        return value

    def read_relations(self, names, record):
        """Return ``{field: what it is related to}`` of all many2manys with a table."""
        found = {}
        for name, field in record._fields.items():
            if field.type == "many2many" and field.store and field.relation:
                self.env.cr.execute(
                    f'SELECT "{field.column2}" FROM "{field.relation}" '
                    f'WHERE "{field.column1}" = %s',  # pylint: disable=sql-injection
                    [record.id],
                )
                table = self.env[field.comodel_name]._table
                ids = {row[0] for row in self.env.cr.fetchall()}
                found[name] = {names.get((table, id_), id_) for id_ in ids}
        return found

    def check_rows(self, make_replayed, make_plain, columns, relations):
        """Make the same customers in both ways, and compare what stands there then.

        :param columns: some that must be filled, or nothing is shown
        :param relations: the same of relations and of other tables
        """
        found = []
        for make in (make_replayed, make_plain):
            with self.env.cr.savepoint() as savepoint, freeze_time(self.env.cr.now()):
                found.append(self.read_rows(make()))
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_cache()
        replayed, plain = found
        self.assertEqual(replayed.keys(), plain.keys())
        for name, row in plain.items():
            self.assertEqual(replayed[name].keys(), row.keys())
            for column, value in row.items():
                with self.subTest(row=name, column=column):
                    self.assertEqual(replayed[name][column], value)
        for column in columns:
            self.assertTrue(any(row.get(column) for row in plain.values()), column)
        for relation in relations:
            self.assertTrue(
                any(row.get(relation) for row in plain.values())
                or any(name.startswith(f"{relation} ") for name in plain),
                relation,
            )

    # ------------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------------

    def take_all_in(self, kind, candidates, **options):
        outcomes = self.intake.apply(
            kind, candidates, {"duplicate_policy": "duplicate", **options}
        )
        self.assertFalse([issue for one in outcomes for issue in one["issues"]])
        # what is left to compute is computed by whoever reads it first
        records = self.as_user(outcomes[0]["record"]["model"]).browse(
            outcome["record"]["id"] for outcome in outcomes
        )
        return self.with_parts(records)

    def with_parts(self, records):
        """Return customers with their new accounts and the addresses that are
        partners, in an order that does not depend on ids."""
        records = records.sudo()
        if records._name == "crm.lead":
            return records
        accounts = records.parent_id - self.account - self.bare_account
        records |= accounts.sorted("name")
        return records | records.child_ids.sorted(
            lambda one: (one.type, one.street or "")
        )

    def create_plainly(self, model, vals_list, **share):
        """Create as a form does, and forget what it announces and logs."""
        Model = self.as_user(model).with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        return self.with_parts(
            Model.create([{**share, **values} for values in vals_list])
        )

    def prepare_points(self, **values):
        """Return what a form sends of phones, emails and profiles, in their order."""
        return {
            name: [
                Command.create({"value": value, "sequence": 10 + position})
                for position, value in enumerate(texts)
            ]
            for name, texts in values.items()
        }

    def get_shares(self):
        """Yield options of the intake and the same as values of a record."""
        yield {"share_mode": "me"}, {"share_mode": "me"}
        yield (
            {
                "share_mode": "employee",
                "share_user_ids": self.user_colleague.ids,
            },
            {
                "share_mode": "employee",
                "share_user_ids": [Command.set(self.user_colleague.ids)],
            },
        )


@tagged("-at_install", "post_install")
class TestReplay(CustomFieldCommon, ReplayCommon):
    """Customers with custom fields, and with all else that a file may bring."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.size = cls.create_field("Given Size", "integer").field_name
        cls.create_field("Usual Size", "integer", default_value="7")

    def test_contacts(self):
        tags = self.tags["res.partner.category"]
        address = {"street": "5 Hàng Bạc", "city": "Hà Nội"}
        further = {**address, "street": "7 Hàng Bạc"}
        for options, share in self.get_shares():

            def make_replayed(options=options):
                return self.take_all_in(
                    "contact",
                    [
                        {"name": "Ida Berg", "emails": ["Ida.Berg@Example.com"]},
                        {
                            "firstname": "Bo",
                            "lastname": "Ek",
                            "phones": ["0901234567", "+1 201 555 0123"],
                            "emails": ["jörg@bücher.de", "bo@example.com"],
                            "socials": ["https://facebook.com/bo.ek"],
                            "tags": ["Red", "Blue"],
                            "source_id": self.source.id,
                            "status_id": self.status["customer"].id,
                            "user_id": self.user_colleague.id,
                            "website": "example.com",
                            "comment": "Likes tea",
                            "birthdate_date": "1990-02-03",
                            "function": "Buyer",
                            "country_id": self.vietnam.id,
                            "addresses": [{**further, "country_id": self.vietnam.id}],
                            self.size: 42,
                            **address,
                        },
                        {"name": "Cy", "parent_id": self.account.id},
                        {"name": "Di", "parent_id": self.bare_account.id},
                    ],
                    **options,
                )

            def make_plain(share=share):
                return self.create_plainly(
                    "res.partner",
                    [
                        {
                            "name": "Ida Berg",
                            **self.prepare_points(email_ids=["Ida.Berg@Example.com"]),
                        },
                        {
                            "firstname": "Bo",
                            "lastname": "Ek",
                            **self.prepare_points(
                                phone_ids=["0901234567", "+1 201 555 0123"],
                                email_ids=["jörg@bücher.de", "bo@example.com"],
                                social_ids=["https://facebook.com/bo.ek"],
                            ),
                            "category_id": [Command.set(tags.ids)],
                            "source_id": self.source.id,
                            "status_id": self.status["customer"].id,
                            "user_id": self.user_colleague.id,
                            "website": "example.com",
                            "comment": "<p>Likes tea</p>",
                            "birthdate_date": "1990-02-03",
                            "function": "Buyer",
                            "country_id": self.vietnam.id,
                            "child_ids": [
                                Command.create(
                                    {
                                        **further,
                                        "type": "other",
                                        "country_id": self.vietnam.id,
                                    }
                                )
                            ],
                            self.size: 42,
                            **address,
                        },
                        {"name": "Cy", "parent_id": self.account.id},
                        {"name": "Di", "parent_id": self.bare_account.id},
                    ],
                    **share,
                )

            self.check_rows(
                make_replayed,
                make_plain,
                (
                    *("commercial_partner_id", "complete_name", "phone_sanitized"),
                    *("email_normalized", "lang", "vat", "industry_id", "audience"),
                    *("website", "comment", "birthdate_date", self.size, "share_id"),
                ),
                ("category_id", "antcrm_contact_point"),
            )

    def test_accounts(self):
        tags = self.tags["res.partner.category"]
        for options, share in self.get_shares():

            def make_replayed(options=options):
                return self.take_all_in(
                    "account",
                    [
                        {"name": "Dong A", "tags": ["Red"], "vat": "0100109106"},
                        {
                            "name": "Nam A",
                            "phones": ["024 3999 0001"],
                            "emails": ["office@example.com"],
                            "industry_id": self.industry.id,
                            "street": "5 Hàng Bạc",
                            "addresses": [{"street": "6 Hàng Bạc", "zip": "1"}],
                            self.size: 42,
                        },
                    ],
                    **options,
                )

            def make_plain(share=share):
                return self.create_plainly(
                    "res.partner",
                    [
                        {
                            "name": "Dong A",
                            "category_id": [Command.set(tags[0].ids)],
                            "vat": "0100109106",
                        },
                        {
                            "name": "Nam A",
                            **self.prepare_points(
                                phone_ids=["024 3999 0001"],
                                email_ids=["office@example.com"],
                            ),
                            "industry_id": self.industry.id,
                            "street": "5 Hàng Bạc",
                            "child_ids": [
                                Command.create(
                                    {
                                        "street": "6 Hàng Bạc",
                                        "zip": "1",
                                        "type": "other",
                                    }
                                )
                            ],
                            self.size: 42,
                        },
                    ],
                    is_company=True,
                    **share,
                )

            self.check_rows(
                make_replayed,
                make_plain,
                (
                    *("commercial_partner_id", "commercial_company_name", "vat"),
                    *("complete_name", "phone_sanitized", "audience", self.size),
                ),
                ("category_id", "antcrm_contact_point"),
            )

    def test_leads(self):
        tags = self.tags["crm.tag"]
        for options, share in self.get_shares():

            def make_replayed(options=options):
                return self.take_all_in(
                    "lead",
                    [
                        {"name": "Ida Berg", "emails": ["Ida.Berg@Example.com"]},
                        {
                            "firstname": "Bo",
                            "lastname": "Ek",
                            "partner_name": "Dong A",
                            "phones": ["0901234567", "+1 201 555 0123"],
                            "emails": ["bo@example.com", "bo2@example.com"],
                            "tags": ["Red", "Blue"],
                            "source_id": self.source.id,
                            "status_id": self.status["lead"].id,
                            "user_id": self.user_colleague.id,
                            "description": "Likes tea",
                            "country_id": self.vietnam.id,
                            "street": "5 Hàng Bạc",
                            "addresses": [{"street": "6 Hàng Bạc", "zip": "1"}],
                            self.size: 42,
                        },
                    ],
                    **options,
                )

            def make_plain(share=share):
                return self.create_plainly(
                    "crm.lead",
                    [
                        {
                            "name": "Ida Berg",
                            "contact_name": "Ida Berg",
                            "user_id": False,
                            **self.prepare_points(email_ids=["Ida.Berg@Example.com"]),
                        },
                        {
                            "firstname": "Bo",
                            "lastname": "Ek",
                            "partner_name": "Dong A",
                            **self.prepare_points(
                                phone_ids=["0901234567", "+1 201 555 0123"],
                                email_ids=["bo@example.com", "bo2@example.com"],
                            ),
                            "tag_ids": [Command.set(tags.ids)],
                            "source_id": self.source.id,
                            "status_id": self.status["lead"].id,
                            "user_id": self.user_colleague.id,
                            "description": "<p>Likes tea</p>",
                            "country_id": self.vietnam.id,
                            "street": "5 Hàng Bạc",
                            "address_ids": [
                                Command.create(
                                    {
                                        "street": "6 Hàng Bạc",
                                        "zip": "1",
                                        "type": "other",
                                    }
                                )
                            ],
                            self.size: 42,
                        },
                    ],
                    type="lead",
                    **share,
                )

            self.check_rows(
                make_replayed,
                make_plain,
                (
                    *("name", "contact_name", "phone_sanitized", "email_normalized"),
                    *("stage_id", "user_id", "audience", self.size),
                ),
                ("tag_ids", "antcrm_contact_point", "antcrm_lead_address"),
            )


@tagged("-at_install", "post_install")
class TestReplayNewAccounts(ReplayCommon):
    """Contacts whose accounts are made with them. A class of its own: new accounts are
    looked for by another cursor, which must not wait for columns that a class adds."""

    def test_contacts(self):
        for options, share in self.get_shares():

            def make_replayed(options=options):
                return self.take_all_in(
                    "contact",
                    [
                        {"name": "Ed", "parent_id": "Brand New", "city": "Hue"},
                        {
                            "name": "Fay",
                            "parent_id": "Brand New",
                            "phones": ["0901234567"],
                        },
                        {
                            "name": "Gus",
                            "parent_id": "Without Address",
                            "user_id": self.user_colleague.id,
                        },
                    ],
                    **options,
                )

            def make_plain(share=share):
                accounts = self.create_plainly(
                    "res.partner",
                    [{"name": "Brand New", "city": "Hue"}, {"name": "Without Address"}],
                    is_company=True,
                    **share,
                )
                return self.create_plainly(
                    "res.partner",
                    [
                        {"name": "Ed", "parent_id": accounts[0].id, "city": "Hue"},
                        {
                            "name": "Fay",
                            "parent_id": accounts[0].id,
                            **self.prepare_points(phone_ids=["0901234567"]),
                        },
                        {
                            "name": "Gus",
                            "parent_id": accounts[1].id,
                            "user_id": self.user_colleague.id,
                        },
                    ],
                    **share,
                )

            self.check_rows(
                make_replayed,
                make_plain,
                (
                    *("parent_id", "commercial_partner_id", "commercial_company_name"),
                    *("complete_name", "city", "user_id", "share_owner_id", "audience"),
                ),
                ("antcrm_contact_point",),
            )
