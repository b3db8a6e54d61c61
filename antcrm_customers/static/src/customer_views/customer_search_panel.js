import {SIZES} from "@web/core/ui/ui_service";
import {SearchPanel} from "@web/search/search_panel/search_panel";
import {browser} from "@web/core/browser/browser";
import {useService} from "@web/core/utils/hooks";

/**
 * The filters beside our lists. Where the columns need the room it is closed until it is
 * opened; then it stays as the user leaves it, as the host's does.
 */
export class CustomerSearchPanel extends SearchPanel {
    setup() {
        super.setup();
        const isUndecided =
            !this.env.searchPanelState &&
            browser.localStorage.getItem(this.keyExpandSidebar) === null;
        if (isUndecided && useService("ui").size < SIZES.XXL) {
            this.state.sidebarExpanded = false;
        }
    }
}
