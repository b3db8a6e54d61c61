/*
 * Runs in pages of others, so it is one plain script without a framework:
 *
 * - <script src=".../antcrm/form/TOKEN.js"> shows the form where it stands, or in the
 *   element that data-target names;
 * - with data-iframe="ID" it sizes an iframe that shows the form's page;
 * - the form's own page loads it to show errors without loading the page anew. That page
 *   works without it, too.
 */
(function () {
    const script = document.currentScript;
    const source = new URL(script.src);
    const formUrl = source.origin + source.pathname.replace(/\.js$/, "");
    const base = source.origin;
    const CAMPAIGN = ["utm_source", "utm_medium", "utm_campaign"];
    const PROVIDERS = {
        recaptcha: (key) =>
            `https://www.recaptcha.net/recaptcha/api.js?render=${encodeURIComponent(key)}`,
        turnstile: () =>
            "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit",
    };

    /** Return what tells where the visitor came from, as fields of the form. */
    function getPageValues(address) {
        const url = new URL(address);
        url.hash = "";
        const values = {page: url.href.slice(0, 500)};
        for (const name of CAMPAIGN) {
            if (url.searchParams.get(name)) {
                values[name] = url.searchParams.get(name);
            }
        }
        return values;
    }

    function setHidden(form, values) {
        for (const [name, value] of Object.entries(values)) {
            let input = form.querySelector(`input[type=hidden][name=${name}]`);
            if (!input) {
                input = document.createElement("input");
                input.type = "hidden";
                input.name = name;
                form.prepend(input);
            }
            input.value = value;
        }
    }

    // ------------------------------------------------------------------
    // Captcha: the host's, where one is set up
    // ------------------------------------------------------------------

    function loadScript(url) {
        return new Promise((resolve, reject) => {
            const element = document.createElement("script");
            element.src = url;
            element.onload = resolve;
            element.onerror = reject;
            document.head.append(element);
        });
    }

    async function setUpCaptcha(form) {
        for (const element of form.querySelectorAll(".antcrm-form-captcha")) {
            const {provider, key} = element.dataset;
            await loadScript(PROVIDERS[provider](key));
            if (provider === "turnstile") {
                window.turnstile.render(element, {
                    sitekey: key,
                    action: "antcrm_webform",
                    "response-field-name": "turnstile_captcha",
                });
            }
        }
    }

    async function addCaptcha(form) {
        const element = form.querySelector("[data-provider=recaptcha]");
        if (element) {
            await new Promise((resolve) => window.grecaptcha.ready(resolve));
            const token = await window.grecaptcha.execute(element.dataset.key, {
                action: "antcrm_webform",
            });
            setHidden(form, {recaptcha_token_response: token});
        }
    }

    // ------------------------------------------------------------------
    // Errors
    // ------------------------------------------------------------------

    function getInput(field) {
        return field.querySelector(
            "fieldset, input:not([type=hidden]), select, textarea"
        );
    }

    function clearErrors(box) {
        box.querySelectorAll(".antcrm-form-summary, .antcrm-form-error").forEach((el) =>
            el.remove()
        );
        for (const input of box.querySelectorAll("[aria-describedby]")) {
            const ids = input.getAttribute("aria-describedby").split(" ");
            const kept = ids.filter((id) => !id.endsWith("-error"));
            input.removeAttribute("aria-invalid");
            if (kept.length) {
                input.setAttribute("aria-describedby", kept.join(" "));
            } else {
                input.removeAttribute("aria-describedby");
            }
        }
    }

    function showError(field, message) {
        const input = getInput(field);
        const error = document.createElement("p");
        error.className = "antcrm-form-error";
        error.id = `${input.id}-error`;
        error.textContent = message;
        const group = input.tagName === "FIELDSET" ? input : field;
        const label = group.querySelector("legend, label");
        if (label.contains(input)) {
            label.before(error);
        } else {
            label.after(error);
        }
        const ids = input.getAttribute("aria-describedby");
        input.setAttribute("aria-describedby", ids ? `${ids} ${error.id}` : error.id);
        if (input.tagName !== "FIELDSET") {
            input.setAttribute("aria-invalid", "true");
        }
    }

    function showErrors(box, form, errors) {
        clearErrors(box);
        const summary = document.createElement("div");
        summary.className = "antcrm-form-summary";
        summary.setAttribute("role", "alert");
        summary.tabIndex = -1;
        const text = document.createElement("p");
        text.textContent = errors[""] || form.dataset.failed;
        const list = document.createElement("ul");
        summary.append(text, list);
        for (const field of form.querySelectorAll("[data-name]")) {
            const message = errors[field.dataset.name];
            if (message) {
                showError(field, message);
                const input = getInput(field);
                const link = document.createElement("a");
                link.href = `#${input.id}`;
                const label = field.querySelector("legend, label").textContent;
                const words = label.replace("*", "").trim().replace(/\s+/g, " ");
                link.textContent = `${words}: ${message}`;
                link.addEventListener("click", (ev) => {
                    ev.preventDefault();
                    input.focus();
                });
                const item = document.createElement("li");
                item.append(link);
                list.append(item);
            }
        }
        form.before(summary);
        summary.focus();
    }

    // ------------------------------------------------------------------
    // Send
    // ------------------------------------------------------------------

    /** Go to another page: of the site, not of the iframe in it. */
    function goTo(url) {
        try {
            // Of a page of another origin, this alone may be set
            window.top.location.href = url;
        } catch {
            window.location.assign(url);
        }
    }

    function showThanks(box, html) {
        const template = document.createElement("template");
        template.innerHTML = html;
        const thanks = template.content.querySelector(".antcrm-form-thanks");
        box.replaceChildren(
            ...template.content.querySelector(".antcrm-form").childNodes
        );
        thanks.focus();
    }

    async function send(box, form) {
        const button = form.querySelector("button[type=submit]");
        if (button.getAttribute("aria-disabled")) {
            return;
        }
        button.setAttribute("aria-disabled", "true");
        try {
            await addCaptcha(form);
            const response = await fetch(formUrl, {
                method: "POST",
                body: new FormData(form),
                headers: {Accept: "application/json"},
                credentials: "omit",
            });
            const answer = await response.json();
            if (answer.stamp) {
                setHidden(form, {stamp: answer.stamp});
            }
            if (answer.errors) {
                showErrors(box, form, answer.errors);
            } else if (answer.redirect) {
                goTo(new URL(answer.redirect, base).href);
            } else {
                showThanks(box, answer.html);
            }
        } catch {
            showErrors(box, form, {});
        } finally {
            button.removeAttribute("aria-disabled");
        }
    }

    function setUp(root) {
        const box = root.querySelector(".antcrm-form");
        const form = box && box.querySelector("form");
        if (!form) {
            return null;
        }
        form.addEventListener("submit", (ev) => {
            ev.preventDefault();
            send(box, form);
        });
        setUpCaptcha(form).catch(() => showErrors(box, form, {}));
        return form;
    }

    // ------------------------------------------------------------------
    // The three places
    // ------------------------------------------------------------------

    /** The form's own page, perhaps in an iframe. */
    function runPage() {
        const form = setUp(document);
        if (window.parent === window) {
            return;
        }
        const tell = () =>
            window.parent.postMessage(
                {antcrmForm: formUrl, height: document.documentElement.offsetHeight},
                "*"
            );
        new window.ResizeObserver(tell).observe(document.documentElement);
        window.addEventListener("message", (ev) => {
            const address = ev.data && ev.data.antcrmPage;
            if (form && ev.source === window.parent && typeof address === "string") {
                setHidden(form, getPageValues(address));
            }
        });
        tell();
    }

    /** A page that shows the form's page in an iframe. */
    function runParent(iframe) {
        window.addEventListener("message", (ev) => {
            if (ev.origin !== base || ev.source !== iframe.contentWindow) {
                return;
            }
            const height = Number(ev.data && ev.data.height);
            if (ev.data && ev.data.antcrmForm === formUrl && height > 0) {
                iframe.style.height = `${Math.min(Math.ceil(height), 20000)}px`;
                iframe.contentWindow.postMessage(
                    {antcrmPage: window.location.href},
                    base
                );
            }
        });
    }

    /** A page that shows the form itself; its own styles and ours do not mix. */
    async function runEmbed() {
        const host = document.createElement("div");
        const target =
            script.dataset.target && document.querySelector(script.dataset.target);
        if (target) {
            target.append(host);
        } else {
            script.after(host);
        }
        const parameters = new URLSearchParams({embed: "script"});
        const lang = script.dataset.lang || document.documentElement.lang;
        if (lang) {
            parameters.set("lang", lang.replace("-", "_"));
        }
        const response = await fetch(`${formUrl}?${parameters}`, {credentials: "omit"});
        if (!response.ok) {
            console.warn(`The form ${formUrl} may not be shown on this site.`);
            return;
        }
        const {html} = await response.json();
        const root = host.attachShadow({mode: "open"});
        root.innerHTML = html;
        const sheet = document.createElement("link");
        sheet.rel = "stylesheet";
        sheet.href = `${base}/antcrm_webform/static/src/form/form.css`;
        host.hidden = true;
        sheet.onload = sheet.onerror = () => (host.hidden = false);
        root.prepend(sheet);
        const form = setUp(root);
        // A form that is closed has none
        if (form) {
            setHidden(form, getPageValues(window.location.href));
        }
    }

    if (script.dataset.antcrmPage) {
        runPage();
    } else if (script.dataset.iframe) {
        runParent(document.getElementById(script.dataset.iframe));
    } else {
        runEmbed();
    }
})();
