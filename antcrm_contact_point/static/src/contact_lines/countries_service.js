import {registry} from "@web/core/registry";

/** The countries with their flags and prefixes, asked for when a form first needs them. */
export const countriesService = {
    dependencies: ["orm"],
    async: ["load"],
    start(env, {orm}) {
        let countries = null;
        const load = async () => {
            try {
                return await orm.silent.searchRead(
                    "res.country",
                    [],
                    ["name", "code", "phone_code", "image_url"]
                );
            } catch {
                // Of no use without the network; the next form asks again
                countries = null;
                return [];
            }
        };
        return {
            /** @returns {Promise<object[]>} */
            load() {
                countries = countries || load();
                return countries;
            },
        };
    },
};

registry.category("services").add("antcrm_countries", countriesService);
