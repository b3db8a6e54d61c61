import {Domain} from "@web/core/domain";
import {SelectCreateDialog} from "@web/views/view_dialogs/select_create_dialog";
import {patch} from "@web/core/utils/patch";
import {session} from "@web/session";

const MODELS = ["res.partner", "crm.lead"];

// "Search more..." opens a list that knows nothing of what the field itself offers, and
// nothing else tells the list that something is picked in it
patch(SelectCreateDialog.prototype, {
    setup() {
        super.setup();
        const {resModel, domain, context, onSelected} = this.props;
        const isPicked =
            onSelected && session.antcrm_labels && MODELS.includes(resModel);
        this.antcrmDomain =
            isPicked && context.active_test !== false
                ? Domain.and([domain, [["is_inactive", "!=", true]]]).toList()
                : domain;
    },

    /** Inactive customers are not offered. */
    get viewProps() {
        return {...super.viewProps, domain: this.antcrmDomain};
    },
});
