// Fewer digits are no number: "0901 234 567, ext 5" is one
const MIN_DIGITS = 7;
const EMAIL = /[^\s<>@,;|]+@[^\s<>@,;|]+/g;

/**
 * Takes a pasted text with several phones, emails or profiles apart.
 *
 * @param {"phone" | "email" | "social"} kind
 * @param {string} text
 * @returns {string[]} the values; the whole text if it is one
 */
export function splitValues(kind, text) {
    let parts = [];
    if (kind === "email") {
        parts = text.match(EMAIL) || [];
    } else if (kind === "phone") {
        parts = text.split(/[\r\n\t,;|]+|\s\/\s/);
    } else {
        parts = text.split(/[\s,;|]+/);
    }
    parts = parts.map((part) => part.trim()).filter((part) => part);
    const isValue = (part) =>
        kind === "phone"
            ? part.replace(/\D/g, "").length >= MIN_DIGITS
            : kind === "email" || part.includes(".");
    return parts.length > 1 && parts.every(isValue) ? parts : [text];
}

/**
 * What is typed into the lines of phones, emails or profiles, from the first key until
 * it has arrived where it is kept. Lines that are not there yet are drafts; the last one
 * is always blank. Whatever comes from elsewhere in the meantime does not touch the text.
 */
export class ContactLines {
    /**
     * @param {object} params
     * @param {"phone" | "email" | "social"} params.kind
     * @param {string[]} [params.values] texts to start with
     * @param {Function} params.read takes a text and the id of a country or false, returns
     *  the promise of what `read_typed()` of `antcrm.contact.point` says
     * @param {object} [params.keeper] keeps the points; without one, all lines stay drafts
     * @param {Function} params.keeper.getIds returns the ids of the points
     * @param {Function} params.keeper.create takes a list of {value, label, country},
     *  returns the promise of the ids of their points
     * @param {Function} params.keeper.update takes an id and changes of these values
     * @param {Function} params.keeper.remove takes an id
     * @param {Function} [params.onTyped] called after each key, and when all is kept
     */
    constructor({kind, values = [], read, keeper, onTyped}) {
        this.kind = kind;
        this.keeper = keeper;
        this.readValue = read;
        this.onTyped = onTyped;
        this.nextKey = 1;
        this.reset(values);
    }

    /** Forgets what was typed. */
    reset(values = []) {
        this.drafts = [...values, ""].map((text) => this.makeDraft(text));
        this.edits = {};
        this.readings = {};
        // The points that drafts have become, by the keys of the drafts
        this.kept = {};
    }

    makeDraft(text = "") {
        return {
            key: `draft${this.nextKey++}`,
            text,
            label: "",
            country: false,
            // While it is on its way: its text, and the points there were before
            sent: null,
            known: [],
        };
    }

    /** Whether there is something that has not been kept. */
    get isTyping() {
        return (
            this.drafts.some(({text}) => text.trim()) ||
            Object.keys(this.edits).length > 0
        );
    }

    /**
     * The drafts, as they are read where that is known.
     *
     * @returns {object[]} {value, label, country}
     */
    get values() {
        return this.drafts
            .map(({text, label, country}) => ({
                value: (this.getReading(text, country)?.value || text).trim(),
                label,
                country,
            }))
            .filter(({value}) => value);
    }

    /**
     * @param {object[]} points {id, value, label, country}
     * @returns {object[]} the lines to show, in their order
     */
    getRows(points) {
        const sent = this.drafts.filter((draft) => draft.sent !== null);
        const isArriving = (point) =>
            sent.some(
                (draft) => draft.sent === point.value && !draft.known.includes(point.id)
            );
        return [
            ...points
                .filter((point) => !isArriving(point))
                .map((point) => ({
                    ...point,
                    text: this.edits[point.id]?.text ?? point.value,
                    isTyped: point.id in this.edits,
                })),
            ...this.drafts.map((draft) => ({
                id: draft.key,
                draft,
                value: "",
                text: draft.text,
                label: draft.label,
                country: draft.country,
                isTyped: Boolean(draft.text),
            })),
        ].map((row) => ({...row, reading: this.getReading(row.text, row.country)}));
    }

    // ----------------------------------------------------------------------
    // Typing
    // ----------------------------------------------------------------------

    /**
     * @param {object} row
     * @param {string} text
     */
    type(row, text) {
        const {draft, id} = this.getTarget(row);
        if (draft) {
            draft.text = text;
            this.addBlank();
        } else if (id) {
            this.edits[id] = {...this.edits[id], text};
        }
        this.onTyped?.();
    }

    /**
     * Several values at once.
     *
     * @param {object} row where they are pasted
     * @param {string[]} values
     */
    paste(row, values) {
        const rest = [...values];
        const {draft} = this.getTarget(row);
        if (draft && !row.text.trim()) {
            draft.text = rest.shift();
        }
        this.drafts.push(...rest.map((text) => this.makeDraft(text)));
        this.drafts = this.drafts.filter(
            ({key, text}) => text.trim() || key === row.id
        );
        this.addBlank();
        values.forEach((text) => this.read(text, false));
        this.onTyped?.();
        return this.commitDrafts();
    }

    /**
     * @param {object} row
     * @param {object} changes of label and country
     */
    async set(row, changes) {
        const {draft, id} = this.getTarget(row);
        if (draft) {
            Object.assign(draft, changes);
            await this.read(draft.text, draft.country);
        } else if (id) {
            await this.commitEdit(id);
            await this.keeper.update(id, changes);
        }
    }

    /**
     * What a line is about. A line that was drawn as a draft may be that of a point by
     * now: it is drawn again later than the next key is pressed.
     *
     * @param {object} row
     * @returns {object} {draft} or {id}
     */
    getTarget(row) {
        if (!row.draft) {
            return {id: row.id};
        }
        const draft = this.drafts.find(({key}) => key === row.id);
        return draft ? {draft} : {id: this.kept[row.id]};
    }

    addBlank() {
        if (!this.drafts.length || this.drafts.at(-1).text) {
            this.drafts.push(this.makeDraft());
        }
    }

    // ----------------------------------------------------------------------
    // How it is read
    // ----------------------------------------------------------------------

    getKey(text, country) {
        return `${country ? country.id : ""} ${text.trim()}`;
    }

    getReading(text, country) {
        return this.readings[this.getKey(text, country)];
    }

    async read(text, country) {
        const key = this.getKey(text, country);
        if (!text.trim() || key in this.readings) {
            return;
        }
        this.readings[key] = null;
        try {
            this.readings[key] = await this.readValue(
                text,
                country ? country.id : false
            );
        } catch {
            // No refusal: it is read again when it is saved
            delete this.readings[key];
        }
    }

    // ----------------------------------------------------------------------
    // Keeping
    // ----------------------------------------------------------------------

    /**
     * Keeps what was typed into a line.
     *
     * @param {object} row
     */
    async commit(row) {
        const {draft, id} = this.getTarget(row);
        if (!draft) {
            return this.commitEdit(id);
        }
        if (this.keeper) {
            return this.commitDrafts();
        }
        draft.text = this.getReading(draft.text, draft.country)?.value || draft.text;
        this.dropBlanks();
    }

    dropBlanks() {
        this.drafts = this.drafts.filter(
            ({text}, index) => text.trim() || index === this.drafts.length - 1
        );
        this.addBlank();
    }

    commitAll() {
        return Promise.all([
            this.commitDrafts(),
            ...Object.keys(this.edits).map((id) => this.commitEdit(id)),
        ]);
    }

    /** Takes the drafts that are not on their way: for them to be kept at once. */
    takeDrafts() {
        const drafts = this.drafts.filter(
            ({text, sent}) => text.trim() && sent === null
        );
        const known = this.keeper.getIds();
        for (const draft of drafts) {
            draft.sent = draft.text.trim();
            draft.known = known;
        }
        return drafts;
    }

    async commitDrafts() {
        if (!this.keeper) {
            return;
        }
        this.dropBlanks();
        const drafts = this.takeDrafts();
        if (drafts.length) {
            this.creating = this.createPoints(drafts);
        }
        // Also those that were on their way before
        await this.creating;
    }

    async createPoints(drafts) {
        const values = drafts.map(({sent, label, country}) => ({
            value: sent,
            label,
            country,
        }));
        let ids = [];
        try {
            ids = await this.keeper.create(values);
        } catch (error) {
            for (const draft of drafts) {
                draft.sent = null;
            }
            this.creating = undefined;
            throw error;
        }
        drafts.forEach((draft, index) => {
            this.kept[draft.key] = ids[index];
            if (draft.text.trim() !== draft.sent) {
                // Who typed on goes on in the line of the point
                this.edits[ids[index]] = {text: draft.text};
            }
        });
        const keys = drafts.map(({key}) => key);
        this.drafts = this.drafts.filter(({key}) => !keys.includes(key));
        this.addBlank();
        this.onTyped?.();
    }

    async commitEdit(id) {
        const edit = this.edits[id];
        if (!edit) {
            return;
        }
        const text = edit.text.trim();
        if (edit.sent === text) {
            return edit.promise;
        }
        edit.sent = text;
        edit.promise = text
            ? this.keeper.update(id, {value: text})
            : this.keeper.remove(id);
        await edit.promise;
        if (this.edits[id]?.text.trim() === text) {
            delete this.edits[id];
        }
        this.onTyped?.();
    }
}
