import {FORMS, getCustomerModel} from "../quick_create/quick_create";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {WarningDialog} from "@web/core/errors/error_dialogs";
import {_t} from "@web/core/l10n/translation";
import {findPanel} from "../similar_panel/open_panels";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/**
 * A phone or an email was refused on saving, as another customer has it: what the panel
 * of the form offers is offered here, too, if the user may see that customer.
 */
export class TakenDialog extends WarningDialog {
    static template = "antcrm_customers.TakenDialog";

    setup() {
        super.setup();
        this.dialog = useService("dialog");
        this.taken = this.props.data.context.antcrm_taken;
        this.panel = this.holder && findPanel(getCustomerModel(this.holder.kind));
    }

    inferTitle() {
        return _t("Already in use");
    }

    get holder() {
        return this.taken.holder;
    }

    open() {
        this.props.close();
        const {kind, id} = this.holder;
        this.dialog.add(FormViewDialog, {
            resModel: getCustomerModel(kind),
            resId: id,
            context: {form_view_ref: FORMS[kind]},
        });
    }

    get canAdd() {
        return this.panel && this.panel.canAdd(this.holder);
    }

    async add() {
        this.props.close();
        await this.panel.add(this.holder);
    }

    get actions() {
        return this.panel ? this.panel.getActions(this.holder) : [];
    }

    async run(action) {
        this.props.close();
        await this.panel.dropTaken(this.taken);
        await action.run(this.panel, this.holder);
    }
}

registry
    .category("error_dialogs")
    .add("odoo.addons.antcrm_contact_point.tools.taken_error.TakenError", TakenDialog);
