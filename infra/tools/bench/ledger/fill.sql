-- Adds $2 invoices to the ledger in the search path, numbered from $1 on and issued evenly over the month
-- that begins on $3. Each invoice has three lines. One in 20 has a note of one line, five days later; four in
-- five are paid, and one in five has a VDS certificate. Everything follows from the number of the invoice, so
-- that each run measures the same.
with invoices as materialized (
  select n, md5('invoice ' || n)::uuid as id, abs(hashint8(n)::bigint) as seed,
    date_trunc('milliseconds', starts + (ends - starts) * ((n - first + 0.5) / invoices)) as issued_at
  from (
    select $1::bigint as first, $2::bigint as invoices,
      $3::date::timestamp at time zone interval '6 hours' as starts,
      ($3::date + interval '1 month') at time zone interval '6 hours' as ends
  ) as input, generate_series(first, first + invoices - 1) as n
), supplies as materialized (
  select n, line_no, article, quantity, price * quantity as value,
    -- Percent of SD; then the note of the return, and percent of VAT.
    case when article % 10 = 0 then 20 else 0 end as sd_rate,
    case when article % 100 < 70 then 4 when article % 100 < 80 then 7 when article % 100 < 85 then 6
      when article % 100 < 90 then 3 when article % 100 < 93 then 1 when article % 100 < 96 then 2
      else 8 end as note,
    case when article % 100 < 70 then 15 when article % 100 < 80 then 7.5 when article % 100 < 85 then null
      when article % 100 < 96 then 0 else 15 end as vat_rate
  from invoices, generate_series(1, 3) as line_no,
    lateral (select abs(hashint8(n * 4 + line_no)::bigint) as seed) as line,
    lateral (select line.seed % 2000 as article, 1 + line.seed / 2000 % 20 as quantity,
      (50 + line.seed / 40000 % 6951)::numeric(20, 2) as price) as picked
), lines as materialized (
  select *, coalesce(round((value + sd) * vat_rate / 100, 2), quantity * 25) as vat,
    row_number() over (partition by n, note order by line_no) = 1 as is_first_of_note
  from supplies, lateral (select round(value * sd_rate / 100, 2) as sd) as duty
), documents as materialized (
  select n, seed, id, id as invoice_id, '6.3' as kind, issued_at, issued_at as invoiced_at, value, sd, vat
  from invoices join (
    select n, sum(value) as value, sum(sd) as sd, sum(vat) as vat from lines group by n
  ) as totals using (n)
  union all
  select n, seed, md5('note ' || n)::uuid, id, case when n % 80 = 7 then '6.8' else '6.7' end,
    issued_at + interval '5 days', issued_at, value, sd, vat
  from invoices join lines using (n) where n % 20 = 7 and line_no = 1
), registered as materialized (
  select *, (issued_at at time zone interval '6 hours')::date as issued_on,
    (array['MAIN', 'MAIN', 'CTG', 'KHL'])[1 + n % 4] as place, 1 + seed % 2000 as buyer
  from documents
), added_documents as (
  insert into tax_documents (document_id, invoice_id, kind, place, fiscal_year, serial, number, issued_at,
    issued_on, original_number, original_issued_at, reason, seller_name, seller_bin, address_of_issue,
    buyer_id, buyer_name, buyer_address, buyer_bin, vehicle, due_date, value, sd, vat, added_at)
  select id, invoice_id, kind, place,
    -- The fiscal year begins in July.
    to_char(issued_on - interval '6 months', 'YYYY-') || to_char(issued_on + interval '6 months', 'YYYY'),
    n, 'MUSHAK-' || kind || '-' || place || '-' || to_char(issued_on, 'YYYY-MM-') || n, issued_at, issued_on,
    case when kind <> '6.3' then 'MUSHAK-6.3-' || place || to_char(invoiced_at, '-YYYY-MM-') || n end,
    case when kind <> '6.3' then invoiced_at end,
    case when kind <> '6.3' then 'পণ্য ফেরত' end,
    'Acme Trading Limited', '0028718210101', 'House 42, Road 11, Banani, Dhaka 1213',
    'C-' || buyer, 'মেসার্স ক্রেতা এন্টারপ্রাইজ ' || buyer,
    buyer || ' Agrabad Commercial Area, Chattogram 4100', lpad(buyer::text, 13, '0'),
    'Truck DM-TA-11-' || buyer, (invoiced_at + interval '30 days')::date,
    value, sd, vat, issued_at + interval '1 second'
  from registered order by issued_at
), added_lines as (
  insert into tax_lines (document_id, line_id, line_no, kind, issued_on, supply_class, return_note,
    first_of_return_note, vat_category, vat_rate, specific_vat_per_unit, sd_rate, hs_code, description, unit,
    quantity, value, sd, vat)
  select id, invoice_id || '-' || line_no, line_no, kind, issued_on,
    case note when 1 then 'DIRECT_EXPORT' when 2 then 'DEEMED_EXPORT' when 8 then 'RETAIL_WHOLESALE'
      else 'GENERAL' end, note, is_first_of_note,
    case note when 1 then 'ZERO_RATED' when 2 then 'ZERO_RATED' when 3 then 'EXEMPT' when 6 then 'SPECIFIC'
      when 7 then 'REDUCED' else 'STANDARD' end,
    vat_rate, case note when 6 then 25 end, sd_rate, to_char(1000 + article, 'FM9999') || '.29.00',
    'Article ' || article || ', পোর্টল্যান্ড সিমেন্ট', 'bag', quantity,
    lines.value, lines.sd, lines.vat
  from registered join lines using (n) where kind = '6.3' or line_no = 1
  order by issued_at, id, line_no
), added_items as (
  insert into tax_open_items (invoice_id, buyer_id, issued_on, due_date, total, opened_on, settled_on)
  select invoice_id, 'C-' || buyer, issued_on, (invoiced_at + interval '30 days')::date, value + sd + vat, issued_on,
    case when n % 5 = 0 or n % 20 = 7 or n % 500 = 1 then 'infinity' else issued_on + 20 end
  from registered where kind = '6.3'
)
insert into tax_receipts (invoice_id, payment_id, buyer_id, kind, method, amount, paid_on, reversed_on,
  certificate_number, certificate_date, certificate_value, deposit_account_code, deposit_serial, deposit_date,
  claim_period, added_at)
select invoice_id, payment_id, 'C-' || buyer, 'RECEIPT', method, amount, paid_on,
  case when n % 500 = 1 then paid_on + 10 end, certificate, certified_on,
  case when certified_on is not null then value end,
  case when certified_on is not null then '1/1133/0010/0311' end, certificate, certified_on,
  date_trunc('month', certified_on::timestamp)::date, issued_at + interval '20 days'
from registered, lateral (select issued_on + 20 as paid_on) as paid,
  lateral (
    select 'p-1' as payment_id, 'BANK_TRANSFER' as method, null as certificate, null::date as certified_on,
      value + sd + vat - case when n % 5 = 1 then vat else 0 end as amount
    union all select 'v-1', 'VDS_CERTIFICATE', 'V-' || n, paid_on, vat where n % 5 = 1
  ) as payments
where kind = '6.3' and n % 5 <> 0
