import "@crm/views/crm_form/crm_form";
import {Chatter} from "@mail/chatter/web_portal/chatter";
import {FoldingGroup} from "../folding_group/folding_group";
import {SIZES} from "@web/core/ui/ui_service";
import {registry} from "@web/core/registry";
import {useBus} from "@web/core/utils/hooks";

const {Renderer} = registry.category("views").get("crm_form");

/**
 * Tells whether the history stands beside the form on a screen of some size. The host
 * waits for the largest one, and a salesperson reads it all day.
 *
 * @param {number} size one of SIZES
 */
export function isHistoryAside(size) {
    return size >= SIZES.XL;
}

/** A history in which the page starts a message or a note. */
class CustomerChatter extends Chatter {
    setup() {
        super.setup();
        useBus(this.env.model.bus, "antcrm-write", ({detail: type}) => {
            if (type === "activity") {
                this.scheduleActivity();
            } else {
                this.toggleComposer(type, {force: true});
                this.rootRef.el?.scrollIntoView();
            }
        });
    }
}

export class CustomerFormRenderer extends Renderer {
    static components = {...Renderer.components, InnerGroup: FoldingGroup};

    setup() {
        super.setup();
        this.mailComponents.Chatter = CustomerChatter;
        if (!this.env.inDialog) {
            // What the host decides about the layout, it decides by this size
            const {uiService} = this;
            this.uiService = Object.create(uiService, {
                size: {
                    get: () =>
                        isHistoryAside(uiService.size) ? SIZES.XXL : uiService.size,
                },
            });
        }
    }
}
