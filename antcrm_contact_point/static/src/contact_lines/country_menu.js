import {Component, useState} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {fuzzyLookup} from "@web/core/utils/search";
import {useAutofocus} from "@web/core/utils/hooks";

class CountryChoice extends Component {
    static template = "antcrm_contact_point.CountryChoice";
    static components = {DropdownItem};
    static props = {countries: Array, onSelect: Function};

    setup() {
        this.state = useState({text: ""});
        useAutofocus({refName: "search"});
    }

    get countries() {
        const {text} = this.state;
        return text
            ? fuzzyLookup(
                  text,
                  this.props.countries,
                  ({name, code, phone_code}) => `${name} ${code} +${phone_code}`
              )
            : this.props.countries;
    }

    onInput(ev) {
        this.state.text = ev.target.value;
    }
}

/** The country that a phone number is read with, and the choice of another one. */
export class CountryMenu extends Component {
    static template = "antcrm_contact_point.CountryMenu";
    static components = {CountryChoice, Dropdown};
    static props = {
        countries: Array,
        // Its id, or false
        value: [Number, Boolean],
        onSelect: Function,
        onKeydown: Function,
    };

    get country() {
        return this.props.countries.find(({id}) => id === this.props.value);
    }

    get title() {
        return this.country
            ? _t("Country: %(code)s – %(name)s", this.country)
            : _t("Country");
    }

    get navigation() {
        // The search has the focus
        return {virtualFocus: true, shouldFocusFirstItem: true};
    }
}
