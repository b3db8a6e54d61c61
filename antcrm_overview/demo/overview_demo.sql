-- Customers of demo data, the host's too, have come in over twelve weeks, by all ways.
-- Those with a way in are left as they are: an update runs this again.
UPDATE crm_lead customer
   SET create_date = demo.came, way_in = demo.way,
       -- some were written to soon, some wait
       first_touch_date = CASE WHEN demo.category != 'new'
           THEN LEAST(demo.came + make_interval(hours => 1 + demo.n * 17 % 60), demo.now)
           END,
       waiting_since = CASE WHEN demo.category = 'new'
            AND demo.way IN ('webform', 'mail', 'chat')
            AND demo.came > demo.now - interval '30 days' THEN demo.came END
  FROM (SELECT data.res_id, data.n, data.now, status.category,
               data.now - make_interval(days => 80 - sqrt(n * 37 % 80 * 80)::integer,
                                        hours => n * 13 % 10) AS came,
               (ARRAY['webform', 'mail', 'manual', 'import', 'webform', 'chat',
                      'import', 'manual'])[1 + n * 5 % 8] AS way
          FROM (SELECT res_id, row_number() OVER (ORDER BY id)::integer AS n,
                       now() AT TIME ZONE 'UTC' AS now
                  FROM ir_model_data
                 WHERE module NOT LIKE '\_\_%' AND model = 'crm.lead') data
          JOIN crm_lead lead ON lead.id = data.res_id
     LEFT JOIN antcrm_status status ON status.id = lead.status_id) demo
 WHERE demo.res_id = customer.id AND customer.way_in IS NULL;

UPDATE res_partner customer
   SET create_date = demo.came, way_in = demo.way,
       first_touch_date = CASE WHEN demo.category != 'new'
           THEN LEAST(demo.came + make_interval(hours => 2 + demo.n * 11 % 70), demo.now)
           END
  FROM (SELECT data.res_id, data.n, data.now, status.category,
               data.now - make_interval(days => n * 29 % 83, hours => n * 7 % 10)
                   AS came,
               (ARRAY['import', 'manual', 'import', 'manual', 'mail', 'webform',
                      'import'])[1 + n % 7] AS way
          FROM (SELECT res_id, row_number() OVER (ORDER BY id)::integer AS n,
                       now() AT TIME ZONE 'UTC' AS now
                  FROM ir_model_data
                 WHERE module NOT LIKE '\_\_%' AND model = 'res.partner') data
          JOIN res_partner partner ON partner.id = data.res_id
     LEFT JOIN antcrm_status status ON status.id = partner.status_id) demo
 WHERE demo.res_id = customer.id AND customer.way_in IS NULL
   AND customer.type = 'contact' AND customer.partner_share;

INSERT INTO antcrm_intake_count (date, kind, way_in, outcome, number)
SELECT CURRENT_DATE - 7 * week - 1, kind, way_in, outcome,
       1 + (week * 7 + length(way_in) * 5 + length(outcome) * 3) % most
  FROM generate_series(0, 11) AS week,
       (VALUES ('contact', 'import', 'created', 40), ('contact', 'import', 'merged', 12),
               ('contact', 'import', 'skipped', 9), ('contact', 'import', 'rejected', 4),
               ('lead', 'webform', 'created', 8), ('lead', 'webform', 'merged', 5),
               ('lead', 'mail', 'created', 6), ('lead', 'mail', 'merged', 4),
               ('lead', 'chat', 'created', 3), ('lead', 'manual', 'skipped', 3)
       ) AS line (kind, way_in, outcome, most)
 WHERE NOT EXISTS (SELECT FROM antcrm_intake_count WHERE date < CURRENT_DATE - 1);
