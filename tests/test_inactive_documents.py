"""Inactive customers and the documents of the host's other addons."""

import pytest
from scenario import run_scenario

pytestmark = pytest.mark.slow

SCENARIO = """
from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command

account_type = env["account.account"]
if not env["account.journal"].search([("type", "=", "sale")]):
    env["account.chart.template"].try_loading("generic_coa", company=env.company)
customer = env["res.partner"].create({"name": "Retired Ltd", "is_company": True})
other = env["res.partner"].create({"name": "Busy Ltd", "is_company": True})
product = env["product.product"].create(
    {"name": "Rope", "is_storable": True, "invoice_policy": "order"}
)
picking_type = env["stock.picking.type"].search([("code", "=", "outgoing")], limit=1)
stock = picking_type.default_location_src_id
env["stock.quant"]._update_available_quantity(product, stock, 10)


def sale(**values):
    return env["sale.order"].create(
        {
            "partner_id": customer.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": 3})
            ],
            **values,
        }
    )


def purchase():
    return env["purchase.order"].create(
        {
            "partner_id": customer.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_qty": 2})
            ],
        }
    )


def invoice(**values):
    return env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": customer.id,
            "invoice_line_ids": [
                Command.create({"product_id": product.id, "price_unit": 5})
            ],
            **values,
        }
    )


def picking(**values):
    return env["stock.picking"].create(
        {
            "partner_id": customer.id,
            "picking_type_id": picking_type.id,
            "location_id": stock.id,
            "location_dest_id": env.ref("stock.stock_location_customers").id,
            **values,
        }
    )


order, bought, elsewhere = sale(), purchase(), sale(partner_id=other.id)
today = fields.Date.today()
recurring = invoice(auto_post="monthly", invoice_date=today)
by_hand = invoice(invoice_date=today)
by_hand.action_post()
env.cr.flush()
customer.is_inactive = True
for make in (
    sale,
    purchase,
    invoice,
    picking,
    # what people may type makes no document a derived one
    lambda: invoice(invoice_origin=order.name),
    lambda: picking(origin=order.name),
    lambda: env["account.move"].create(
        {"move_type": "out_refund", "partner_id": customer.id}
    ),
    lambda: invoice(auto_post="monthly", invoice_date=today),
    by_hand.copy,
    # nor does what is sent to it belong to somebody else
    lambda: sale(partner_id=other.id, partner_invoice_id=customer.id),
    lambda: sale(partner_id=other.id, partner_shipping_id=customer.id),
    lambda: elsewhere.write({"partner_shipping_id": customer.id}),
    lambda: invoice(partner_id=other.id, partner_shipping_id=customer.id),
):
    try:
        with env.cr.savepoint():
            make()
            env.cr.flush()
    except UserError as error:
        assert "Retired Ltd is inactive" in str(error), error
    else:
        raise AssertionError(f"not refused: {make}")

# what exists goes on: delivery, backorder, invoice, refund, receipt, bill
order.action_confirm()
env.cr.flush()
delivery = order.picking_ids
assert delivery.partner_id == customer
delivery.move_ids.quantity = 1
delivery.move_ids.picked = True
delivery._action_done()
env.cr.flush()
assert len(order.picking_ids) == 2, "no backorder"
back = env["stock.return.picking"].with_context(
    active_id=delivery.id, active_ids=delivery.ids, active_model="stock.picking"
)
back = back.create({"picking_id": delivery.id})
back.product_return_moves.quantity = 1
returned = env["stock.picking"].browse(back.action_create_returns()["res_id"])
env.cr.flush()
assert returned.partner_id == customer, "no return"
bill_of_sale = order._create_invoices()
env.cr.flush()
bill_of_sale.action_post()
env.cr.flush()
refund = bill_of_sale._reverse_moves([{"invoice_date": bill_of_sale.date}])
env.cr.flush()
assert refund.partner_id == customer
order.partner_shipping_id = env["res.partner"].create(
    {"parent_id": customer.id, "type": "delivery", "street": "1 Back Street"}
)
env.cr.flush()
recurring.action_post()
env.cr.flush()
following = env["account.move"].search(
    [("auto_post_origin_id", "=", recurring.id), ("id", "!=", recurring.id)]
)
assert following.partner_id == customer, "the series does not go on"
dialog = env["account.move.reversal"].with_context(
    active_model="account.move", active_ids=by_hand.ids
)
dialog = dialog.create({"journal_id": by_hand.journal_id.id, "date": today})
dialog.modify_moves()
env.cr.flush()
assert dialog.new_move_ids.partner_id == customer, "no invoice in place of the other"
assert dialog.new_move_ids.move_type == "out_invoice"
bought.button_confirm()
env.cr.flush()
assert bought.picking_ids
bought.order_line.qty_received = 2
bought.action_create_invoice()
env.cr.flush()
assert bought.invoice_ids

# and the customer cannot be deleted
try:
    customer.unlink()
except UserError as error:
    assert "Sales Order: 1" in str(error), error
except Exception as error:
    assert "Sales Order: 1" in str(error), error
else:
    raise AssertionError("deleted")
print("all fine")
"""


def test_sales_purchases_stock_and_invoices(worker_id):
    run_scenario(f"documents-{worker_id}", ["sale_stock", "purchase_stock"], SCENARIO)
