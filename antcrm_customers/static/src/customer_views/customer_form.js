import "@crm/views/crm_form/crm_form";
import {CustomerFormRenderer, isHistoryAside} from "./customer_form_renderer";
import {FoldingCompiler} from "../folding_group/folding_compiler";
import {makeCustomerController} from "./customer_controller";
import {registry} from "@web/core/registry";
import {useEffect} from "@odoo/owl";
import {useOpenLine} from "../customer_lines/customer_lines";
import {usePager} from "@web/search/pager_hook";

const viewRegistry = registry.category("views");
// Built on crm's form, which brings the phone and email of a lead and of its contact
// in step when a lead is saved, and leaves other models alone.
const crmFormView = viewRegistry.get("crm_form");

class CustomerFormController extends makeCustomerController(
    crmFormView.Controller,
    "antcrm_customers.FormView"
) {
    static props = {
        ...crmFormView.Controller.props,
        // The list of all kinds of customers that this one was opened from
        antcrmLines: {type: Object, optional: true},
    };

    setup() {
        super.setup();
        if (this.props.antcrmLines) {
            this.openLine = useOpenLine();
            usePager(() => this.getLinesPager());
        }
        useEffect(
            (resId) => {
                if (resId) {
                    // Whoever may not be noted is shown all the same
                    this.orm.silent
                        .call(this.props.resModel, "note_visit", [[resId]])
                        .catch(() => undefined);
                }
            },
            () => [this.model.root.resId]
        );
    }

    /** The customers before and after may be of another kind, with another form. */
    getLinesPager() {
        if (this.model.root.isNew) {
            return undefined;
        }
        const {resModel, ids, id} = this.props.antcrmLines;
        return {
            offset: ids.indexOf(id),
            limit: 1,
            total: ids.length,
            onUpdate: ({offset}) =>
                this.openLine(resModel, ids, ids[offset], {
                    stackPosition: "replaceCurrentAction",
                }),
        };
    }

    /** @override */
    get className() {
        const result = super.className;
        if (!this.env.inDialog && isHistoryAside(this.ui.size)) {
            result["o_xxl_form_view h-100"] = true;
        }
        return result;
    }

    /**
     * Lets a button work on a customer that lacks what our form asks for: mails, imports
     * and the host's own pages make such customers, and a custom field may become
     * required later. What the user changed is saved first, as everywhere.
     *
     * @override
     */
    async beforeExecuteActionButton() {
        const {root} = this.model;
        if (!root.isNew && !(await root.isDirty()) && !(await root.checkValidity())) {
            return true;
        }
        return super.beforeExecuteActionButton(...arguments);
    }
}

export const customerFormView = {
    ...crmFormView,
    Controller: CustomerFormController,
    Renderer: CustomerFormRenderer,
    Compiler: FoldingCompiler,
};

viewRegistry.add("antcrm_customer_form", customerFormView);
