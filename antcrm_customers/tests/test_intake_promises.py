from odoo.tests import tagged

from ..models.antcrm_intake_replay import ACCOUNT_FIELDS
from ..tools.addresses import is_part
from ..tools.intake_entry import MODELS, Entry, IntakeOptions
from ..tools.intake_fields import ADDRESS_FIELDS, TAG_FIELDS
from .test_intake import IntakeCommon

MAIN = {"street": "12 Lê Lợi", "district": "Quận 1", "city": "Huế"}
OTHER = {"street": "5 Hàng Bạc", "city": "Hà Nội", "country_id": "Vietnam"}
#: the main address as other people write it
WRITTEN = (
    {"street": "12 LE LOI", "district": "quan 1", "city": "hue"},
    {"street": "12 Lê Lợi, Q1", "city": "Huế"},
    {"street": "12, đường Lê Lợi", "street2": "Q.1, TP. Huế"},
    {"street": "12 Le Loi", "city": "Hue"},
)


@tagged("-at_install", "post_install")
class TestInherited(IntakeCommon):
    """What a row or an option says beats what a contact takes over from its account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        industries = cls.env["res.partner.industry"].search([], limit=2)
        cls.account = cls.env["res.partner"].create(
            {
                "name": "Held",
                "is_company": True,
                "lang": "fr_FR",
                "vat": "0100109106",
                "company_registry": "R-1",
                "user_id": cls.user_colleague.id,
                "industry_id": industries[0].id,
                **MAIN,
                "country_id": cls.env.ref("base.vn").id,
            }
        )
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Turns",
                "assignment_rule": "round_robin",
                "member_ids": cls.user_administrator.ids,
            }
        )
        #: what a row says of a field that is inherited
        cls.said = {
            "user_id": cls.user_sales.id,
            "industry_id": industries[1].id,
            **{name: f"own {name}" for name in ADDRESS_FIELDS[:5]},
            "country_id": cls.env.ref("base.us").id,
            "state_id": cls.env.ref("base.state_us_5").id,
        }

    def get_inherited(self):
        """Return the fields that contacts take over, with the account's values."""
        entry = Entry(0)
        entry.values["parent_id"] = self.account.id
        return self.env["antcrm.intake"]._get_account_values("contact", [entry])[
            self.account.id
        ]

    def make(self, action, candidate, options):
        """Return the contact that gets or has the account, by each way there is."""
        person = {"name": "Ida Berg", "phones": ["+84901234567"]}
        if action != "created":
            self.create_contact("+84901234567", lastname="Berg", user_id=False)
        policy = {"merged": "merge", "overwritten": "overwrite"}.get(action, "skip")
        [outcome] = self.take_in(
            {**person, "parent_id": self.account.id, **candidate},
            duplicate_policy=policy,
            **options,
        )
        self.assertEqual(outcome["action"], action)
        return self.record(outcome)

    def check(self, candidate, options, check):
        for action in ("created", "merged", "overwritten"):
            with (
                self.subTest(action=action, candidate=candidate, options=options),
                self.env.cr.savepoint() as savepoint,
            ):
                contact = self.make(action, candidate, options)
                self.assertEqual(contact.parent_id, self.account)
                check(contact)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_every_inherited_field(self):
        known = {field["name"] for field in self.intake.get_fields("contact")}
        inherited = self.get_inherited()
        self.assertLessEqual({"user_id", "industry_id", "lang"}, inherited.keys())
        for name, value in inherited.items():
            if name in ACCOUNT_FIELDS:
                continue

            def check_inherited(contact, name=name, value=value):
                current = contact._convert_to_write({name: contact[name]})[name]
                self.assertEqual(current, value, name)

            self.check({}, {}, check_inherited)
            if name not in known:
                # no row can say it
                continue
            self.assertIn(name, self.said, "say what a row says of it")
            said = {name: self.said[name]}
            if name in ADDRESS_FIELDS:
                self.check(said, {}, self.check_own_address)
            else:

                def check_said(contact, name=name):
                    current = contact._convert_to_write({name: contact[name]})[name]
                    self.assertEqual(current, self.said[name], name)

                self.check(said, {}, check_said)

    def check_own_address(self, contact):
        """In the host a contact lives at its account's address: its own is beside."""
        self.assertEqual(contact.street, MAIN["street"])
        self.assertEqual(self.account.street, MAIN["street"])
        self.assertEqual(len(contact.child_ids), 1)

    def test_options_and_rows_for_the_person_in_charge(self):
        one = {"pic_mode": "user", "pic_user_id": self.user_administrator.id}
        team = {"pic_mode": "team", "pic_team_id": self.team.id}
        row = {"user_id": self.user_sales.id}
        named = {"user_id": self.user_sales.name}
        for candidate, options, user in (
            ({}, {}, self.user_colleague),
            ({}, {"pic_mode": "none"}, self.user_colleague),
            ({}, one, self.user_administrator),
            ({}, team, self.user_administrator),
            (row, {}, self.user_sales),
            (row, one, self.user_sales),
            (row, team, self.user_sales),
            (named, one, self.user_sales),
        ):
            self.check(
                candidate,
                options,
                lambda contact, user=user: self.assertEqual(contact.user_id, user),
            )

    def test_new_account(self):
        """The account that a row names and that is made with it."""
        options = {"pic_mode": "user", "pic_user_id": self.user_administrator.id}
        candidates = (
            {"name": "A", "parent_id": "Brand new", "user_id": self.user_sales.id},
            {"name": "B", "parent_id": "Brand new"},
        )
        outcomes = self.take_in(*candidates, **options)
        users = [self.record(outcome).user_id for outcome in outcomes]
        self.assertEqual(users, [self.user_sales, self.user_administrator])
        # nobody was chosen for a contact of an account of somebody: it is his
        [outcome] = self.take_in({"name": "C", "parent_id": "Brand new"})
        self.assertEqual(self.record(outcome).user_id, self.user_administrator)

    def test_share_is_that_of_the_options(self):
        self.account.sudo().write({"share_mode": "all"})
        for mode in ("all", "me"):
            [outcome] = self.take_in(
                {"name": "A", "parent_id": self.account.id}, share_mode=mode
            )
            self.assertEqual(self.record(outcome).sudo().share_id.mode, mode)


@tagged("-at_install", "post_install")
class TestMergedAddress(IntakeCommon):
    """A merge combines addresses: another main address becomes a further one."""

    def make(self, kind, **values):
        Model = self.as_user(MODELS[kind])
        names = {"name": "Acme"} if kind == "account" else {"firstname": "Ida"}
        return Model.create(
            {
                **names,
                **({"type": "lead"} if kind == "lead" else {}),
                **({"is_company": True} if kind == "account" else {}),
                "phone_ids": self.typed("0901234567"),
                **values,
            }
        )

    def merge(self, kind, *addresses):
        outcomes = self.take_in(
            *({"name": "X", "phones": ["0901234567"], **one} for one in addresses),
            kind=kind,
            duplicate_policy="merge",
        )
        self.assertEqual(set(self.actions(outcomes)), {"merged"})
        return outcomes

    def check_kinds(self):
        """Yield a customer of each kind who lives at the main address: contacts without
        an account, and of one that has an address or none."""
        for kind in ("lead", "contact", "account"):
            with self.subTest(kind=kind), self.env.cr.savepoint() as savepoint:
                yield kind, self.make(kind, **MAIN)
                savepoint.rollback()
                self.env.invalidate_all()
        for values in ({}, MAIN):
            with self.subTest(account=values), self.env.cr.savepoint() as savepoint:
                account = self.env["res.partner"].create(
                    {"name": "Acme", "is_company": True, **values}
                )
                contact = self.make("contact", parent_id=account.id)
                if not values:
                    contact.sudo().with_context(
                        _partners_skip_fields_sync=True, antcrm_keep_account=True
                    ).write(MAIN)
                yield "contact", contact
                savepoint.rollback()
                self.env.invalidate_all()

    def test_another_address(self):
        for kind, record in self.check_kinds():
            [outcome] = self.merge(kind, OTHER)
            self.assertEqual(record.street, MAIN["street"])
            self.assertEqual(record.city, MAIN["city"])
            self.assertEqual(record.address_ids.street, OTHER["street"])
            self.assertEqual(record.address_ids.city, OTHER["city"])
            self.assertIn(
                {"model": record.address_ids._name, "id": record.address_ids.id},
                outcome["made"],
            )
            # once
            self.merge(kind, OTHER, {**OTHER, "street": "5 HANG BAC"})
            self.assertEqual(len(record.address_ids), 1)

    def test_the_same_address_written_differently(self):
        for kind, record in self.check_kinds():
            self.merge(kind, *WRITTEN)
            self.assertFalse(record.address_ids)
            self.assertEqual(record.street, MAIN["street"])

    def test_more_of_the_same_address(self):
        for kind in ("lead", "contact", "account"):
            with self.subTest(kind=kind), self.env.cr.savepoint() as savepoint:
                record = self.make(kind, street="12 Lê Lợi")
                self.merge(kind, {**MAIN, "zip": "530000"})
                self.assertEqual((record.city, record.zip), ("Huế", "530000"))
                self.assertFalse(record.address_ids)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_what_stands_in_other_parts_is_not_lost(self):
        """More words of the same street are another address, unless they go where
        there was nothing."""
        record = self.make("contact", **MAIN)
        self.merge("contact", {"street": "12 Lê Lợi, Q1", "zip": "530000"})
        self.assertEqual((record.zip, record.address_ids.ids), ("530000", []))
        self.merge("contact", {"street": "12 Lê Lợi, Q1, tầng 7"})
        self.assertEqual(record.address_ids.street, "12 Lê Lợi, Q1, tầng 7")

    def test_new_customers_of_one_batch(self):
        for kind in ("lead", "contact", "account"):
            with self.subTest(kind=kind), self.env.cr.savepoint() as savepoint:
                outcomes = self.take_in(
                    *(
                        {"name": "X", "phones": ["0901234567"], **address}
                        for address in (MAIN, *WRITTEN, OTHER)
                    ),
                    kind=kind,
                    duplicate_policy="merge",
                )
                record = self.record(outcomes[0])
                self.assertEqual(record.street, MAIN["street"])
                self.assertEqual(record.city, MAIN["city"])
                self.assertEqual(record.address_ids.mapped("city"), [OTHER["city"]])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_conversion(self):
        """A lead that is converted to a contact that is there brings its address."""
        for address, cities in ((OTHER, [OTHER["city"]]), *((w, []) for w in WRITTEN)):
            with self.subTest(address=address), self.env.cr.savepoint() as savepoint:
                contact = self.make("contact", **MAIN)
                values = {n: v for n, v in address.items() if n != "country_id"}
                lead = self.as_user("crm.lead").create(
                    {"name": "Ida", "type": "lead", **values}
                )
                lead._convert_to_customers(
                    {lead.id: {"contact": contact, "account": False}}
                )
                self.assertEqual(contact.street, MAIN["street"])
                self.assertEqual(contact.address_ids.mapped("city"), cities)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_different_places_stay_apart(self):
        for one, two in (
            ({"street": "12 Lê Lợi"}, {"street": "21 Lê Lợi"}),
            ({"street": "1 Hue Street 2"}, {"street": "2 Hue Street 1"}),
            ({"street": "12/5 Lê Lợi"}, {"street": "5/12 Lê Lợi"}),
            ({"street": "Park Street 5"}, {"street": "Park Road 5"}),
            (MAIN, {**MAIN, "district": "Quận 2"}),
            ({**MAIN, "country_id": 1}, {**MAIN, "country_id": 2}),
            ({"street": "5 Hà Nội", "city": "Huế"}, {"city": "Hà Nội"}),
        ):
            self.assertFalse(is_part(one, two, ADDRESS_FIELDS))
            self.assertFalse(is_part(two, one, ADDRESS_FIELDS))


@tagged("-at_install", "post_install")
class TestOverwriteAndSkip(IntakeCommon):
    def setUp(self):
        super().setUp()
        self.user_sales.group_ids += self.env.ref("antcrm_share.group_administrator")

    def test_overwrite_replaces_tags(self):
        for kind in MODELS:
            field = TAG_FIELDS[kind]
            values = {"name": "Ida", "phones": ["0901234567"]}
            with self.subTest(kind=kind), self.env.cr.savepoint() as savepoint:
                [made] = self.take_in({**values, "tags": ["Old", "Both"]}, kind=kind)
                record = self.record(made)
                old = record[field].ids
                for candidate, options, names in (
                    # none brought: those of the options are added
                    ({}, {}, {"Old", "Both"}),
                    ({}, {"tag_names": ["Fair"]}, {"Old", "Both", "Fair"}),
                    ({"tags": ["Both", "New"]}, {}, {"Both", "New"}),
                    ({"tags": ["Old"]}, {"tag_names": ["Fair"]}, {"Old", "Fair"}),
                ):
                    before = record[field].ids
                    [outcome] = self.take_in(
                        {**values, **candidate},
                        kind=kind,
                        duplicate_policy="overwrite",
                        **options,
                    )
                    self.assertEqual(set(record[field].mapped("name")), names)
                    if set(record[field].ids) != set(before):
                        self.assertEqual(outcome["previous"][field], before)
                self.assertEqual(len(old), 2)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_who_is_left_out_leaves_nothing(self):
        """Nothing of what rows name is made for those that are skipped or rejected, nor
        by looking."""
        models = ["crm.tag", "res.partner.category", "utm.source"]
        models += ["res.partner.industry", "res.partner", "crm.lead"]
        new = {
            "tags": ["New tag"],
            "source_id": "New source",
            "industry_id": "New industry",
        }

        def count():
            return {model: self.env[model].search_count([]) for model in models}

        for kind in MODELS:
            person = {"name": "Ida", "phones": ["0901234567"]}
            with self.subTest(kind=kind), self.env.cr.savepoint() as savepoint:
                self.take_in(person, kind=kind)
                before = count()
                account = {"parent_id": "New account"} if kind == "contact" else {}
                candidates = (
                    {**person, **new, **account},
                    {"phones": ["0909999999"], **new, **account},
                )
                outcomes = self.take_in(*candidates, kind=kind, tag_names=["Fair"])
                self.assertEqual(self.actions(outcomes), ["skipped", "rejected"])
                self.assertFalse(any(outcome["made"] for outcome in outcomes))
                self.assertEqual(count(), before)
                came_in = {"name": "Bo", "phones": ["0908888888"], **new}
                self.intake.plan(kind, [came_in], {})
                self.assertEqual(count(), before)
                # they are made with the first who comes in
                outcomes = self.take_in(*candidates, came_in, kind=kind)
                self.assertEqual(len(outcomes[2]["made"]), 3)
                record = self.record(outcomes[2])
                self.assertEqual(record[TAG_FIELDS[kind]].name, "New tag")
                self.assertEqual(record.source_id.name, "New source")
                self.assertEqual(record.industry_id.name, "New industry")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_reading_writes_nothing(self):
        """Not even what is named, and not to be found."""
        new = {
            "tags": ["New tag"],
            "source_id": "New source",
            "industry_id": "New industry",
            "country_id": "Vietnam",
            "addresses": [{"street": "5 Hàng Bạc", "country_id": "Vietnam"}],
        }
        for kind in MODELS:
            person = {"name": "Ida", "phones": ["0901234567", "1"]}
            account = {"parent_id": "New account"} if kind == "contact" else {}
            options = self.intake._read_options({"tag_names": ["Fair"]})
            self.env.flush_all()
            with self.subTest(kind=kind), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute("SET LOCAL transaction_read_only = on")
                [entry] = self.intake._read_candidates(
                    kind, [{**person, **new, **account}], options
                )
                self.env.flush_all()
                savepoint.rollback()
            self.assertEqual(entry.tags[0].name, "New tag")
            self.assertEqual(entry.tags[1].name, "Fair")

    def test_new_names_in_several_batches(self):
        """Each batch of a file that is planned knows nothing but names."""
        options = IntakeOptions(seen={}, tag_names=["Fair"])
        for number in range(2):
            options["offset"] = number
            [outcome] = self.intake.plan("lead", [{"name": f"X{number}"}], options)
            self.assertEqual(outcome["action"], "created")
        self.assertFalse(self.env["crm.tag"].search([("name", "=", "Fair")]))
