import {Component, useEffect, useRef} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * How a web form looks to a visitor, while it is being made. The page runs no script and
 * sends nothing.
 */
export class WebformPreview extends Component {
    static template = "antcrm_webform.WebformPreview";
    static props = {...standardFieldProps};

    setup() {
        this.iframe = useRef("iframe");
        useEffect(
            (iframe) => {
                const observer = new window.ResizeObserver(() => this.resize());
                observer.observe(iframe);
                return () => observer.disconnect();
            },
            () => [this.iframe.el]
        );
    }

    get page() {
        return this.props.record.data[this.props.name] || "";
    }

    get title() {
        return _t("Preview of the form");
    }

    resize() {
        const root = this.iframe.el?.contentDocument?.documentElement;
        if (root) {
            this.iframe.el.style.height = `${root.offsetHeight + 2}px`;
        }
    }
}

export const webformPreview = {
    component: WebformPreview,
    displayName: _t("Preview of a web form"),
    supportedTypes: ["text"],
};

registry.category("fields").add("antcrm_webform_preview", webformPreview);
