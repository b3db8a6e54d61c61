"""The fields that customers come in with, by the keys of candidates."""

ADDRESS_FIELDS = (
    "street",
    "street2",
    "district",
    "city",
    "zip",
    "state_id",
    "country_id",
)
#: the number of the first further address; the customer's own one is the first
FIRST_FURTHER = 2
NAME_FIELDS = ("name", "firstname", "lastname", "contact_name")
PERSON_FIELDS = (
    "firstname",
    "lastname",
    "birthdate_date",
    "gender",
    "identity_number",
    "function",
)
#: what a lead would take over from the customer it is linked to
FOLLOWED = (
    *("partner_name", "function", "website", "street", "street2", "district"),
    *("city", "zip", "state_id", "country_id"),
)
POINT_KEYS = {"phones": "phone", "emails": "email", "socials": "social"}
# (keys of a candidate, group in the list of fields)
FIELDS = {
    "lead": (
        (("name", *PERSON_FIELDS, "partner_name"), "identity"),
        ((*POINT_KEYS, "website"), "contact"),
        ((*ADDRESS_FIELDS, "addresses"), "address"),
        (
            ("status_id", "source_id", "industry_id", "tags", "user_id", "description"),
            "other",
        ),
    ),
    "contact": (
        (("name", *PERSON_FIELDS, "parent_id"), "identity"),
        ((*POINT_KEYS, "website"), "contact"),
        ((*ADDRESS_FIELDS, "addresses"), "address"),
        (
            ("status_id", "source_id", "industry_id", "tags", "user_id", "comment"),
            "other",
        ),
    ),
    "account": (
        (("name", "vat"), "identity"),
        ((*POINT_KEYS, "website"), "contact"),
        ((*ADDRESS_FIELDS, "addresses"), "address"),
        (
            ("status_id", "source_id", "industry_id", "tags", "user_id", "comment"),
            "other",
        ),
    ),
}
TAG_FIELDS = {"lead": "tag_ids", "contact": "category_id", "account": "category_id"}
MULTIPLE = (*POINT_KEYS, "addresses", "tags")
MAX_INTEGER = 2**31 - 1  # of a column
#: what may be wrong with one value, the rest of the candidate being fine
VALUE_CODES = (
    "invalid_phone",
    "invalid_email",
    "invalid_social",
    "invalid_date",
    "bad_value",
    "unknown_value",
)
