"""Dialogs and buttons of ours, called as a program calls them: without what a page
would hand over, and for customers that their user does not see. Generated from the
registry."""

import inspect
from contextlib import suppress

import psycopg2

from odoo import models
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.antcrm_share.tests.hidden_state import HiddenState

from .registry import get_excused, has_all_addons, make, our_modules
from .test_model_access import ModelAccessCommon

#: what the host tells as a text; all else is a fault of the code
REFUSALS = (UserError, RedirectWarning, psycopg2.IntegrityError)
NAME = "Hidden Harriet"
SECRETS = ("harriet@hidden.example.com", "901999777", "77 Unseen Alley", "Unread note")
#: what a page could hand over, or a program forget
CONTEXTS = (
    {},
    {"active_model": "res.partner"},
    {"active_model": "res.partner", "active_id": False, "active_ids": []},
    {"active_model": "crm.lead", "active_ids": []},
    {"active_model": "res.users", "active_id": 1, "active_ids": [1]},
    {"active_ids": [2**31 - 7]},
)
QUIET = (
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.models",
    "odoo.models.unlink",
    "odoo.orm.models",
    "odoo.fields",
)


class _Undo(Exception):
    """Leaves a savepoint."""


@tagged("post_install", "-at_install")
class TestDialogs(ModelAccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dialogs = [
            model
            for model in cls.models
            if cls.registry[model]._transient
            and cls.env[model].with_user(cls.user_sales).has_access("create")
        ]

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def try_out(self, function):
        """Return what a call returns, or the error that its user is told. What it has
        done is taken back.

        :raise AssertionError: it is an error of the code
        """
        answer = None
        try:
            with suppress(_Undo), self.env.cr.savepoint():
                answer = function()
                self.env.flush_all()
                raise _Undo
        except REFUSALS as error:
            answer = error
        except Exception as error:
            raise AssertionError(f"{type(error).__name__}: {error}") from error
        finally:
            self.env.invalidate_all(flush=False)
        return answer

    def get_methods(self, model, prefix=""):
        """Return the names of the public methods of ours that can be called with
        records alone."""
        modules = our_modules(self.env)
        found = []
        for name in dir(self.registry[model]):
            if name.startswith("_") or not name.startswith(prefix):
                continue
            method = inspect.unwrap(getattr(self.registry[model], name, None))
            module = getattr(method, "__module__", None) or ""
            if (
                inspect.isfunction(method)
                and module.split(".")[2:3]
                and module.split(".")[2] in modules
                and not getattr(method, "_api_private", False)
                and not getattr(method, "_api_model", False)
                and not self.get_needed(method)
            ):
                found.append(name)
        return found

    def get_needed(self, method):
        _self, *parameters = inspect.signature(method).parameters.values()
        return [
            parameter
            for parameter in parameters
            if parameter.default is parameter.empty
            and parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
        ]

    # ------------------------------------------------------------------
    # Without what a page hands over
    # ------------------------------------------------------------------

    @mute_logger(*QUIET)
    def test_without_context(self):
        """A dialog says what to do, whatever is missing."""
        self.assertTrue(self.dialogs)
        for model in self.dialogs:
            for user in (self.user_sales, self.user_administrator):
                for context in CONTEXTS:
                    Dialog = self.env[model].with_user(user).with_context(**context)
                    self.try_dialog(Dialog)

    def try_dialog(self, Dialog):
        names = list(Dialog._fields)
        spec = {name: {} for name in names}
        calls = {
            "default_get": lambda: Dialog.default_get(names),
            "onchange": lambda: Dialog.onchange({}, [], spec),
            "create": lambda: self.use(Dialog.create({})),
            "make": lambda: self.use(make(Dialog.env, Dialog._name)),
        }
        for name in set(names) - {"id", *models.LOG_ACCESS_COLUMNS}:
            # emptied, with nothing else on the form
            calls[f"onchange of {name}"] = lambda name=name: Dialog.onchange(
                {name: False}, [name], spec
            )
        for name, call in calls.items():
            with self.subTest(
                Dialog._name, user=Dialog.env.user.login, context=Dialog.env.context,
                call=name,
            ):  # fmt: skip
                self.try_out(call)

    def use(self, dialog):
        """Read a dialog, and push all of its buttons."""
        dialog.read(list(dialog._fields))
        for name in self.get_methods(dialog._name):
            with self.subTest(dialog._name, button=name):
                self.try_out(getattr(dialog, name))

    # ------------------------------------------------------------------
    # With a customer that is hidden
    # ------------------------------------------------------------------

    def make_customers(self):
        """Return a customer of each kind, which everybody sees."""
        values = {
            "user": self.user_data_owner,
            "share_mode": "all",
            "street": SECRETS[2],
        }
        contact = self.create_contact(name=NAME, comment=SECRETS[3], **values)
        account = self.create_contact(
            name=NAME, is_company=True, comment=SECRETS[3], **values
        )
        lead = self.create_lead(
            "0" + SECRETS[1], name=NAME, description=SECRETS[3], **values
        )
        contact.email, contact.phone = SECRETS[0], "0" + SECRETS[1]
        lead.email_from = SECRETS[0]
        self.env.flush_all()
        return contact, account, lead

    def hide(self, customer):
        customer.with_user(self.user_data_owner).share_mode = "me"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(customer.with_user(self.user_sales).has_access("read"))

    def get_values(self, model, customer):
        """Yield values that let a dialog be about a customer."""
        fields = self.env[model]._fields
        references = self.env["antcrm.reference.guard"]._get_references(model)
        for name, reference in references.items():
            if fields[name].related or name in ("create_uid", "write_uid"):
                continue
            if reference.kind in ("one", "many"):
                if reference.comodel == customer._name:
                    is_one = reference.kind == "one"
                    yield {name: customer.id if is_one else [(6, 0, customer.ids)]}
            elif reference.kind == "text":
                yield {name: f"{customer._name},{customer.id}"}
            elif reference.kind == "pair":
                is_list = name.endswith("s")
                value = customer.ids if is_list else customer.id
                for model_field in reference.model_fields[:1]:
                    yield {name: value, model_field: customer._name}

    def get_contexts(self, customer):
        """Yield what a program may hand over for a page: also what no page would."""
        ids = {"active_id": customer.id, "active_ids": customer.ids}
        yield {"active_model": customer._name, **ids}
        yield ids
        yield {"active_model": "res.users", **ids}
        key = "lead" if customer._name == "crm.lead" else "partner"
        yield {f"{key}_id": customer.id, f"{key}_ids": customer.ids}
        yield {"antcrm_account_id": customer.id}

    @mute_logger(*QUIET)
    def test_hidden_customers(self):
        """Neither a dialog that was opened while its user saw the customer, nor one
        that is made for the id, tells or changes anything of it."""
        made = set()
        for customer in self.make_customers():
            customer = customer.sudo()
            key = {customer._name: customer.ids}
            self.state = HiddenState(self.env, key)
            as_user = self.env(user=self.user_sales)
            for model in self.dialogs:
                cases = [(values, {}) for values in self.get_values(model, customer)]
                cases += [({}, context) for context in self.get_contexts(customer)]
                for values, context in cases:
                    for is_open in (True, False):
                        env = as_user(context={**as_user.context, **context})
                        with self.subTest(
                            model, of=customer.display_name, open=is_open,
                            values=values, context=context,
                        ):  # fmt: skip
                            if self.try_hidden(env, model, customer, values, is_open):
                                made.add(model)
        if has_all_addons(self.env):
            unmade = {
                model
                for model in self.dialogs
                if model not in made
                and any(True for _ in self.get_values(model, self.env["crm.lead"]))
            }
            self.assertEqual(unmade, get_excused(self.env, "UNMADE_DIALOGS").keys())

    def try_hidden(self, env, model, customer, values, is_open):
        """Return whether the dialog could be made.

        :param bool is_open: whether it was opened before the customer was hidden
        """
        is_made = False
        with suppress(_Undo), self.env.cr.savepoint():
            try:
                if not is_open:
                    self.hide(customer)
                    self.tell_defaults(env[model], customer)
                with self.env.cr.savepoint():
                    dialog = make(env, model, **values)
                    self.env.flush_all()
                is_made = True
                if is_open:
                    self.hide(customer)
                before = self.state.fetch()
                self.assertUntold(self.try_out(lambda: self.read_all(dialog)))
                for name in self.get_methods(model):
                    self.push(dialog, name, before)
            except REFUSALS as error:
                self.assertUntold(error)
            raise _Undo
        self.env.invalidate_all(flush=False)
        return is_made

    def tell_defaults(self, Dialog, customer):
        names = list(Dialog._fields)
        spec = {
            name: {"fields": {"display_name": {}}} if field.relational else {}
            for name, field in Dialog._fields.items()
        }
        for call in (
            lambda: Dialog.default_get(names),
            lambda: Dialog.onchange({}, [], spec),
        ):
            answer = self.try_out(call)
            self.assertUntold(answer)
            self.assertNotIn(NAME, str(answer))

    def read_all(self, dialog):
        spec = {
            name: {"fields": {"display_name": {}}} if field.relational else {}
            for name, field in dialog._fields.items()
        }
        return dialog.web_read(spec)

    def push(self, dialog, name, before):
        def call():
            answer = getattr(dialog, name)()
            self.env.flush_all()
            changed = self.state.compare(before, self.state.fetch())
            self.assertFalse(changed, f"written by {name}")
            return answer

        answer = self.try_out(call)
        self.assertUntold(answer)

    def assertUntold(self, answer):
        for secret in SECRETS:
            self.assertNotIn(secret, str(answer))

    @mute_logger(*QUIET)
    def test_buttons_of_hidden_customers(self):
        """What a page of a customer can call, called for one that is hidden."""
        for customer in self.make_customers():
            self.hide(customer)
            state = HiddenState(self.env, {customer._name: customer.ids})
            self.state, before = state, state.fetch()
            record = self.env[customer._name].with_user(self.user_sales)
            record = record.browse(customer.id)
            names = self.get_methods(customer._name)
            self.assertIn("action_share_explain", names)
            for name in names:
                with self.subTest(of=customer._name, button=name):
                    self.push(record, name, before)
                    answer = self.try_out(getattr(record, name))
                    self.assertNotIn(NAME, str(answer))

    def test_share_dialog_says_what_to_do(self):
        Wizard = self.as_user("antcrm.share.wizard")
        with self.assertRaisesRegex(UserError, "Select customers in a list"):
            Wizard.default_get(list(Wizard._fields))
        # who names the customers needs no list
        contact = self.create_contact()
        wizard = Wizard.create(
            {"model": "res.partner", "record_ids": contact.ids, "share_mode": "me"}
        )
        wizard.action_share()
        self.assertEqual(contact.share_mode, "me")
        hidden = self.create_contact(user=self.user_data_owner, share_mode="me")
        with self.assertRaises(AccessError):
            Wizard.create(
                {"model": "res.partner", "record_ids": hidden.ids, "share_mode": "me"}
            )
