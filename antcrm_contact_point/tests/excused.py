"""What the tests that look at every model excuse, and why: see the file of this name of
the addon that has them."""

#: what changes rows in SQL, past the ORM
SQL_WRITES = {
    "antcrm_contact_point.models.antcrm_contact_point._insert": (
        "returns the new points, of which a journal is told by the addon that has one"
    ),
}
