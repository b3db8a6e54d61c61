import {DomainField, domainField} from "@web/views/fields/domain/domain_field";
import {Domain} from "@web/core/domain";
import {registry} from "@web/core/registry";

/**
 * A filter that is one condition among others: what it counts and shows fulfils those
 * of another field as well, as whatever is done with it then does.
 */
export class CountedDomainField extends DomainField {
    static props = {...DomainField.props, countDomain: {type: String, optional: true}};

    getEvaluatedDomain(props = this.props) {
        const domain = super.getEvaluatedDomain(props);
        const others = props.countDomain && props.record.data[props.countDomain];
        if (domain.isInvalid || !others) {
            return domain;
        }
        return Domain.and([new Domain(domain), new Domain(others)]).toList({});
    }
}

export const countedDomainField = {
    ...domainField,
    additionalClasses: ["o_field_domain"],
    component: CountedDomainField,
    extractProps(fieldInfo, dynamicInfo) {
        return {
            ...domainField.extractProps(fieldInfo, dynamicInfo),
            countDomain: fieldInfo.options.count_domain,
        };
    },
};

registry.category("fields").add("antcrm_counted_domain", countedDomainField);
