from odoo import api, models

from odoo.addons.antcrm_share.tools.concurrency import lost_race

from ..tools.intake_entry import EXCLUSIVE_INDEX, MODELS
from ..tools.intake_fields import POINT_KEYS


class AntcrmIntake(models.AbstractModel):
    """The phones, emails and profiles that entries bring."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _create_points(self, kind, entries_points):
        """Create contact points in one batch.

        :param entries_points: pairs of an entry with a record, and its points to create
        :raise ConcurrencyError: another transaction has just entered one of the values
        """
        self._insert_points(
            kind,
            [
                (entry, point_kind, normalized, value, 10 + position)
                for entry, points in entries_points
                for point_kind, values in points.items()
                for position, (normalized, value) in enumerate(values.items())
            ],
        )

    @api.model
    def _keep_unread_points(self, kind, created, updated):
        """Keep phones and emails that could not be read as they were written: an
        Administrator finds them among those to check."""
        points = [
            (entry, point_kind, None, text, 1000 + position)
            for entry in created
            for position, (point_kind, text) in enumerate(entry.unread)
        ]
        for entry in updated:
            known = set(entry.unread and entry.record.contact_point_ids.mapped("value"))
            for position, (point_kind, text) in enumerate(entry.unread):
                if point_kind != "social":
                    column = entry.record._get_contact_point_column(point_kind)
                    if not entry.record[column]:
                        # the host's column brings the point along
                        entry.record[column] = text
                        continue
                if text not in known:
                    points.append((entry, point_kind, None, text, 1000 + position))
        if points:
            self._insert_points(kind, points)

    @api.model
    def _get_exclusive_kinds(self, kind):
        """Return of which kinds of points one customer of a kind has a value."""
        Point = self.env["antcrm.contact.point"]
        return {
            name for name in POINT_KEYS.values() if Point._is_exclusive_kind(name, kind)
        }

    @api.model
    def _insert_points(self, kind, points):
        """Create contact points in one batch, each at its place.

        :param list points: of entry, kind of the point, normalized and shown value, and
            sequence
        :raise ConcurrencyError: another transaction has just entered one of the values
        """
        exclusive_kinds = self._get_exclusive_kinds(kind)
        vals_list = [
            {
                "customer_id": entry.record.id,
                "kind": point_kind,
                "value": value,
                "normalized": normalized,
                "label": entry.labels.get((point_kind, normalized)),
                "scope": kind,
                "sequence": sequence,
                "exclusive": bool(
                    normalized
                    and point_kind in exclusive_kinds
                    and (point_kind, normalized) not in entry.shared
                ),
            }
            for entry, point_kind, normalized, value, sequence in points
        ]
        customers = self.env[MODELS[kind]].browse(
            dict.fromkeys(values["customer_id"] for values in vals_list)
        )
        # superuser: parts of the very customers that the user has just written
        Point = self.env["antcrm.contact.point"].sudo()
        with lost_race(EXCLUSIVE_INDEX):
            Point._insert(customers, vals_list)

    @api.model
    def _update_points(self, kind, entries, by_id, options):
        """Add the points that the customers have not. An overwrite drops those that the
        candidate does not bring, and puts the rest in its order."""
        # superuser: parts of customers that the user was found to be allowed to write
        Point = self.env["antcrm.contact.point"].sudo()._trusted()
        # {(record id, point kind): {normalized: point}}, the primary one first
        present = {}
        # the same, {normalized: what there is to be}: one entry after the other
        wanted = {}
        exclusive_kinds = self._get_exclusive_kinds(kind)
        bringing = {}  # {(record id, point kind, normalized): the last entry with it}
        for entry in entries:
            record = by_id[entry.record.id]
            if not record._holds_contact_points():
                entry.shared.update(entry.keys())
            for point_kind, values in entry.points.items():
                if not values:
                    continue
                key = (record.id, point_kind)
                if key not in present:
                    points = record._get_contact_points(point_kind).with_env(Point.env)
                    # one that could not be read stands for itself
                    present[key] = {
                        point.normalized or point: point for point in points
                    }
                    wanted[key] = self._get_point_values(present[key])
                before = wanted[key]
                new = self._get_new_points(entry, point_kind, values, exclusive_kinds)
                if entry.action == "overwritten" and not (
                    point_kind == "email" and options["keep_emails"]
                ):
                    after = {name: before.get(name, new[name]) for name in new}
                else:
                    after = {**before, **{n: new[n] for n in new if n not in before}}
                if list(after) == list(before):
                    continue
                entry.previous[f"{point_kind}_ids"] = list(before.values())
                wanted[key] = after
                for normalized in after:
                    bringing.setdefault((*key, normalized), entry)
        self._write_points(kind, present, wanted, bringing)
        self.env["antcrm.contact.point"]._mirror_to_customers(
            [
                (by_id[record_id], point_kind)
                for (record_id, point_kind), points in wanted.items()
                if point_kind != "social"
                and list(points) != list(present[record_id, point_kind])
            ]
        )

    @api.model
    def _get_point_values(self, points):
        """Return what there is of points: ``{normalized: values}``, in their order."""
        names = ("value", "label", "normalized", "exclusive")
        return {
            normalized: {name: point[name] for name in names}
            for normalized, point in points.items()
        }

    @api.model
    def _get_new_points(self, entry, point_kind, values, exclusive_kinds):
        """Return the same of the points that an entry brings.

        :param dict values: ``{normalized: shown value}``
        """
        return {
            normalized: {
                "value": value,
                "label": entry.labels.get((point_kind, normalized), False),
                "normalized": normalized,
                "exclusive": point_kind in exclusive_kinds
                and (point_kind, normalized) not in entry.shared,
            }
            for normalized, value in values.items()
        }

    @api.model
    def _write_points(self, kind, present, wanted, bringing):
        """Drop, create and order points so that customers have what is wanted.

        :param dict present: ``{(record id, point kind): {normalized: point}}``
        :param dict wanted: ``{(record id, point kind): {normalized: its values}}``
        :param dict bringing: the entry for each ``(record id, point kind, normalized)``
            that is to be created
        """
        # superuser: see _update_points
        dropped = self.env["antcrm.contact.point"].sudo()._trusted().browse()
        created = []
        for key, points in present.items():
            staying = [name for name in points if name in wanted[key]]
            dropped |= dropped.concat(
                *(points[name] for name in points if name not in wanted[key])
            )
            # those that stay keep their places, if nothing comes between them
            sequence = max((points[name].sequence for name in staying), default=9)
            is_ordered = staying == list(wanted[key])[: len(staying)]
            for position, (name, values) in enumerate(wanted[key].items()):
                place = 10 + position
                if name not in points:
                    if is_ordered:
                        place = sequence + 1 + position - len(staying)
                    entry = bringing[(*key, name)]
                    created.append((entry, key[1], name, values["value"], place))
                elif not is_ordered and points[name].sequence != place:
                    points[name].sequence = place
        dropped.unlink()
        self._insert_points(kind, created)
