"""A walk through the pages of the app, as somebody who clicks on everything."""

import contextlib
import re
import time
from collections import Counter

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as PageTimeoutError

# what browsers and the host say that is no fault of a page of ours
HARMLESS = re.compile(
    r"favicon|net::ERR_|Failed to load resource|WebSocket|service worker|ServiceWorker|"
    r"DevTools|Permissions-Policy|Content Security",
    re.I,
)
DELETES = re.compile(r"unlink|delete|remove|archive|undo", re.I)
# buttons that nobody clicks here, and why: each has to be met, or its line goes
SKIPPED = {
    ("crm.lead", "iap_enrich"): "asks a service on the internet",
}
# A button may refuse in words that say what to do; to offer what one may not do is a
# fault.
REFUSALS = {
    "odoo.exceptions.RedirectWarning",
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
}
MENUS = """
async (root) => {
    const menus = await (await fetch("/web/webclient/load_menus")).json();
    const found = [];
    const visit = (menu, path) => {
        if (menu.actionID) {
            found.push([path.concat(menu.name).join(" / "), menu.actionID]);
        }
        menu.children.forEach((id) => visit(menus[id], path.concat(menu.name)));
    };
    visit(Object.values(menus).find((menu) => menu.xmlid === root), []);
    return found;
}
"""
# opens a page of the app without loading the whole client anew
OPEN = """
async ([id, options]) => {
    const {action} = odoo.__WOWL_DEBUG__.root.env.services;
    await action.doAction(id, {clearBreadcrumbs: true, ...options});
}
"""
# the model of an action, and the ids of its records as its user finds them
RECORDS = """
async (id) => {
    const modules = odoo.loader.modules;
    const {Domain} = modules.get("@web/core/domain");
    const {user} = modules.get("@web/core/user");
    const {action, orm} = odoo.__WOWL_DEBUG__.root.env.services;
    const {res_model, domain, views} = await action.loadAction(id);
    if (!res_model || !(views || []).some((view) => view[1] === "form")) {
        return [res_model || "", []];
    }
    const found = new Domain(domain || []).toList(user.context);
    return [res_model, await orm.search(res_model, found)];
}
"""
# what can be clicked in the open form, and in the first line of its lists
FOUND = """
() => {
    const form = [...document.querySelectorAll(".o_form_view")].pop();
    const isButton = "[type=object], [type=action]";
    return !form ? [] : [...form.querySelectorAll(isButton)].filter((button) => {
        const row = button.closest(".o_data_row, .o_kanban_record");
        const first = row?.parentElement.querySelector(".o_data_row, .o_kanban_record");
        return button.offsetParent && !button.disabled && row === (first || row);
    });
}
"""
BUTTONS = f"() => ({FOUND})().map((b) => [b.getAttribute('name'), b.innerText.trim()])"
BUTTON = f"(number) => ({FOUND})()[number]"
# the menus into which a form puts the buttons that have no room on a phone: of its
# status bar, and of the figures at its top
MENU_TOGGLES = (
    ".o_form_view .o_statusbar_buttons > .dropdown-toggle:visible, "
    ".o_form_view .o_button_more:visible"
)
MENU_BUTTONS = ".o-dropdown--menu :is([type=object], [type=action]):visible"
NAMES = "all => all.map((b) => [b.getAttribute('name'), b.innerText.trim()])"
NEW = ".o_list_button_add:visible, .o-kanban-button-new:visible"
TABS = ".o_form_view .o_notebook_headers .nav-link:visible"
# what somebody sees of a page, apart from what goes on there without his doing
SEEN = """
() => {
    const parts = [location.pathname];
    for (const part of document.querySelectorAll(
        ".o_control_panel, .o_form_renderer, .o_list_renderer, .o_kanban_renderer, " +
        ".modal-content, .o_notification, .o_popover, .o_action"
    )) {
        const copy = part.cloneNode(true);
        copy.querySelectorAll(".o-mail-Chatter").forEach((chatter) => chatter.remove());
        parts.push(copy.textContent.replace(/\\s+/g, " "));
        for (const input of part.querySelectorAll("input, textarea, select")) {
            parts.push(input.type === "checkbox" ? String(input.checked) : input.value);
        }
    }
    return parts.join("|");
}
"""


class Walk:
    """Opens pages and collects what goes wrong: ``faults``, as sentences.

    :param page: a page of Playwright in which somebody is logged in
    :param dict bare: by model, ids of records that have next to nothing, which are
        opened beside the first and last one of a page
    :param str root: XML id of the menu of the app
    """

    def __init__(self, page, bare=None, root="antcrm_customers.menu_root"):
        self.page = page
        self.bare = bare or {}
        self.root = root
        self.place = ""
        self.faults = []
        self.clicked = {}  # (model, button, state of the record): the place
        self.skipped = set()
        self.opened = []
        self.tabs = Counter()  # by model: how many pages of forms were opened
        self.answers = 0
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._note(f"client error: {error}"))
        # what the page has asked for and not yet got
        self.asked = set()
        self.refused = False
        page.on("request", self._asks)
        page.on("requestfinished", self._got)
        page.on("requestfailed", self._got)
        page.on("download", lambda download: self._count())
        page.context.on("page", self._close_window)

    def _hear(self, message):
        if (
            message.type == "error"
            or (
                message.type == "warning"
                and re.search(r"widget|field|view|missing", message.text, re.I)
            )
        ) and not HARMLESS.search(message.text):
            self._note(f"{message.type}: {message.text[:300]}")

    def _asks(self, request):
        if re.search(r"/web/(dataset|action)/|/mail/(data|thread)", request.url):
            self.asked.add(request)

    def _got(self, request):
        """Hear what an answer says: an action, or a refusal in words for people. That
        there is one says nothing."""
        with contextlib.suppress(Error, ValueError):
            response = request.response() if request in self.asked else None
            answer = response.json() if response else {}
            if "/call_button/" in request.url and isinstance(
                answer.get("result"), dict
            ):
                self._count()
            name = answer.get("error", {}).get("data", {}).get("name", "")
            self.refused = self.refused or name in REFUSALS
        self.asked.discard(request)

    def _count(self):
        self.answers += 1

    def _close_window(self, window):
        if window != self.page:
            self._count()
            window.close()

    def _note(self, fault):
        fault = f"{self.place}: {fault}"
        if fault not in self.faults:
            self.faults.append(fault)

    def _settle(self):
        """Wait until the page shows what it loads, and look for errors."""
        page = self.page
        deadline = time.monotonic() + 10
        page.wait_for_timeout(50)
        while self.asked and time.monotonic() < deadline:
            page.wait_for_timeout(20)
        try:
            page.wait_for_function(
                """() => document.querySelector(
                    ".o_view_controller, .o_action > *, .modal, .o_error_dialog"
                ) && !document.querySelector(".o_blockUI, .o_loading_indicator")""",
                timeout=10_000,
            )
        except Error:
            self._note("nothing is shown")
        page.wait_for_timeout(50)
        dialogs = page.locator(".o_error_dialog").all()
        for dialog in [] if self.refused else dialogs:
            self._note(f"error dialog: {dialog.inner_text()[:300]}")
        for text in page.locator(
            ".o_notification:has(.o_notification_bar.bg-danger)"
        ).all_inner_texts():
            self._note(f"refused: {text.strip()}")

    def _clear(self):
        """Close what lies over the page, and what it said."""
        self.refused = False
        self.page.evaluate(
            """() => {
                odoo.__WOWL_DEBUG__.root.env.services.dialog.closeAll();
                document.querySelectorAll(".o_notification_close")
                    .forEach((button) => button.click());
            }"""
        )
        with contextlib.suppress(Error):
            self.page.wait_for_function(
                "() => !document.querySelector('.modal')", timeout=2_000
            )

    def _open(self, action_id, **options):
        """Open an action anew, whatever is open and unsaved."""
        self._clear()
        try:
            self.page.evaluate(OPEN, [action_id, options])
        except Error as error:
            self._note(f"cannot be opened: {str(error)[:300]}")
        self._settle()

    def _open_menus(self):
        """Open each menu of the app once; yield its name, the id of its action, the
        model, or ``None`` where it is the dialog of a wizard, and the ids of its
        records."""
        for name, action_id in self.page.evaluate(MENUS, self.root):
            if action_id in self.opened:
                continue
            self.opened.append(action_id)
            self.place = name
            self._open(action_id)
            if self.page.locator(".modal").count():
                yield name, action_id, None, []
            else:
                yield name, action_id, *self.page.evaluate(RECORDS, action_id)

    def walk(self):
        """Open all menus, their view types, their forms filled, bare and new, and click
        on each button once per state of a record."""
        for name, action_id, model, ids in self._open_menus():
            if model is None:
                continue  # it has tests of its own
            self._walk_views(name)
            self._walk_forms(name, action_id, model, ids)
            self._walk_new(name, action_id, model)
        return self.faults

    def visit_tabs(self):
        """Open the forms of all menus, of a record and a new one, and each page of
        their notebooks; yield what is open."""
        for name, action_id, model, ids in self._open_menus():
            if model is None:
                yield name
                continue
            records = [(f"{name} {id_}", {"props": {"resId": id_}}) for id_ in ids[:1]]
            if self.page.locator(NEW).count():
                records.append((f"{name}, new", {}))
            for place, options in records:
                self.place = place
                self._open(action_id, viewType="form", **options)
                tabs = self.page.locator(TABS)
                for tab in range(max(1, tabs.count())):
                    self._turn_to(tab)
                    self.tabs[model] += 1
                    label = tabs.nth(tab).inner_text() if tabs.count() else ""
                    yield f"{place}, {label}"

    def _walk_views(self, name):
        for kind in self.page.locator(".o_switch_view").evaluate_all(
            "all => all.filter(b => b.offsetParent).map(b => "
            "[...b.classList].find(c => c.startsWith('o_') && c !== 'o_switch_view'))"
        ):
            self.place = f"{name}, {kind}"
            self.page.locator(f".{kind}").first.click()
            self._settle()

    def _walk_forms(self, name, action_id, model, ids):
        bare = [i for i in self.bare.get(model, []) if i in ids]
        whole = [i for i in ids if i not in bare]
        for record_id in dict.fromkeys(whole[:1] + whole[-1:] + bare):
            state = "bare" if record_id in bare else "whole"
            self.place = f"{name} {record_id}"
            options = {"viewType": "form", "props": {"resId": record_id}}
            self._open(action_id, **options)
            self._walk_buttons(action_id, model, state, options)

    def _walk_new(self, name, action_id, model):
        """Open a new form as its user does, and click on what it shows."""
        self.place = f"{name}, new"
        self._open(action_id)
        buttons = self.page.locator(NEW)
        if not buttons.count():
            return
        buttons.first.click()
        self._settle()
        if not self.page.locator(".o_form_view .o_form_renderer").count():
            return
        options = {"viewType": "form"}
        self._walk_buttons(action_id, model, "new", options)
        self._open(action_id, **options)
        self._save_empty()

    def _save_empty(self):
        """Save a form in which nothing was filled: it is saved, or says why not."""
        save = self.page.locator(".o_form_button_save:visible")
        if not save.count():
            return
        save.first.click()
        told = self.page.locator(
            ".o_field_invalid, .o_notification, .modal, .o_form_saved, "
            ".o_form_status_indicator_buttons.invisible"
        )
        try:
            told.first.wait_for(state="attached", timeout=10_000)
        except PageTimeoutError:
            self._note("an empty form is neither saved nor refused")
        for dialog in self.page.locator(".o_error_dialog").all():
            self._note(f"error dialog: {dialog.inner_text()[:300]}")

    def _walk_buttons(self, action_id, model, state, options):
        if not self.page.locator(".o_form_view").count():
            self._note("no form is shown")
            return
        place = self.place
        for tab in range(max(1, self.page.locator(TABS).count())):
            self._turn_to(tab)
            for number, (button, label) in enumerate(self.page.evaluate(BUTTONS)):
                if not self._is_to_click(model, button, state):
                    continue
                self.clicked[model, button, state] = place
                self.place = f"{place}, button {label!r} ({button})"
                url = self.page.url
                self._click(number, button)
                self.place = place
                if self.page.url != url or state == "new":
                    self._open(action_id, **options)
                    self._turn_to(tab)
                else:
                    self._clear()

        for number in range(self.page.locator(MENU_TOGGLES).count()):
            self._walk_menu(number, action_id, model, state, options)

    def _is_to_click(self, model, button, state):
        """Whether nobody has clicked a button yet, and the walk may."""
        if (model, button, state) in self.clicked or DELETES.search(button):
            return False
        if (model, button) in SKIPPED:
            self.skipped.add((model, button))
            return False
        return True

    def _walk_menu(self, number, action_id, model, state, options):
        """Click on each button of a menu of the form, which a phone has."""
        place, page = self.place, self.page
        while page.locator(MENU_TOGGLES).count() > number:
            before, answers = page.evaluate(SEEN), self.answers
            page.locator(MENU_TOGGLES).nth(number).click()
            try:
                page.locator(MENU_BUTTONS).first.wait_for(timeout=2_000)
            except PageTimeoutError:
                self._note("a menu of the form is empty")
                break
            todo = [
                (at, button, label)
                for at, (button, label) in enumerate(
                    page.locator(MENU_BUTTONS).evaluate_all(NAMES)
                )
                if self._is_to_click(model, button, state)
            ]
            if not todo:
                break
            at, button, label = todo[0]
            self.clicked[model, button, state] = place
            self.place = f"{place}, menu button {label!r} ({button})"
            self._press(page.locator(MENU_BUTTONS).nth(at).click, before, answers)
            self.place = place
            self._open(action_id, **options)
        page.keyboard.press("Escape")

    def _turn_to(self, tab):
        """Open a page of the form's notebook; what is on the others is not there."""
        tabs = self.page.locator(TABS)
        if tab < tabs.count():
            tabs.nth(tab).click()
            self.page.wait_for_timeout(50)

    def _click(self, number, button):
        """Click a button of the open form."""
        page = self.page
        found = page.evaluate(BUTTONS)
        if number >= len(found) or found[number][0] != button:
            self._note("is there once and then no more")
            return
        element = page.evaluate_handle(BUTTON, number).as_element()
        self._press(element.click, page.evaluate(SEEN), self.answers)

    def _press(self, click, before, answers):
        """Click: something has to come of it.

        :param str before: what was seen before
        :param int answers: how much the server had answered before
        """
        page = self.page
        self.refused = False
        click()
        page.wait_for_timeout(100)
        self._settle()
        if page.evaluate(SEEN) == before and self.answers == answers:
            self._note("nothing happens")
