import {
  type Percent,
  type Poisha,
  type Price,
  type Quantity,
  writePercent,
  writePrice,
  writeQuantity,
} from '../../../../domain/money/poisha.ts'
import type { SubFormRow } from '../../../../domain/report/sub-form.ts'
import { money } from '../money.ts'

/** The type VatReturnSubFormRow of the contract. */
export const subFormRowView = ({ key, id, quantity, portal, ...row }: SubFormRow) => ({
  ...row,
  quantity: orNull<Quantity, string>(quantity, writeQuantity),
  vatRate: orNull<Percent, string>(row.vatRate, writePercent),
  specificVatPerUnit: orNull<Price, string>(row.specificVatPerUnit, writePrice),
  supplementaryDutyRate: orNull<Percent, string>(row.supplementaryDutyRate, writePercent),
  value: orNull(row.value, money),
  supplementaryDuty: orNull(row.supplementaryDuty, money),
  vat: money(row.vat),
  portalSupplementaryDuty: orNull<Poisha, ReturnType<typeof money>>(portal?.supplementaryDuty ?? null, money),
  portalVat: orNull(portal?.vat ?? null, money),
})

const orNull = <From, To>(value: From | null, write: (value: From) => To): To | null =>
  value === null ? null : write(value)
