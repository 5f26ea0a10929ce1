import { add, type Poisha, poisha, subtract, zero } from '../../money/poisha.ts'
import { advanceIncomeTaxOn, vatDeductedAtSource } from '../../tax/withholding.ts'
import type { ExistingInvoice, Line } from '../state.ts'
import { settlementOf } from '../status.ts'

export const certificateKinds = ['VDS', 'TDS'] as const
/** VDS: VAT that the buyer withheld, Mushak-6.6. TDS: income tax that the buyer withheld. */
export type CertificateKind = (typeof certificateKinds)[number]

/** The method of payment that records a certificate. */
export const methodOf = { VDS: 'VDS_CERTIFICATE', TDS: 'TDS_CERTIFICATE' } as const satisfies Record<
  CertificateKind,
  string
>

export type ExpectedCertificates = Readonly<{
  kind: CertificateKind
  /** What the buyer withholds from the lines as notes have left them. */
  expected: Poisha
  /** What the certificates prove that are not reversed. */
  recorded: Poisha
  /** expected - recorded; 0 where more is recorded than expected. */
  outstanding: Poisha
}>

/** What the buyer withholds from what remains of a line. */
const withheldFrom = {
  VDS: ({ remaining, vdsRate }: Line) => vatDeductedAtSource(remaining, vdsRate),
  TDS: ({ remaining, advanceIncomeTaxRate }: Line) =>
    advanceIncomeTaxOn(remaining.value, advanceIncomeTaxRate),
} as const satisfies Record<CertificateKind, (line: Line) => Poisha>

const expectedOf = (invoice: ExistingInvoice, kind: CertificateKind): Poisha =>
  add(...invoice.lines.map(withheldFrom[kind]))

const recordedOf = ({ payments }: ExistingInvoice, kind: CertificateKind): Poisha =>
  add(
    ...payments
      .filter(({ method, reversal }) => method === methodOf[kind] && reversal === null)
      .map(({ amount }) => amount),
  )

/** What is expected and recorded of each kind of certificate; without a kind that is neither. */
export const expectedCertificates = (invoice: ExistingInvoice): readonly ExpectedCertificates[] =>
  certificateKinds
    .map((kind) => {
      const [expected, recorded] = [expectedOf(invoice, kind), recordedOf(invoice, kind)]
      const outstanding = expected > recorded ? poisha(expected - recorded) : zero
      return { kind, expected, recorded, outstanding }
    })
    .filter(({ expected, recorded }) => expected > 0n || recorded > 0n)

/**
 * The money that the buyer pays for the invoice and its notes: what is due, less what the buyer withholds.
 */
export const expectedCash = (invoice: ExistingInvoice): Poisha =>
  subtract(settlementOf(invoice).net, add(expectedOf(invoice, 'VDS'), expectedOf(invoice, 'TDS')))

/** Whether an issued invoice expects a certificate of this kind after its notes, and none is recorded. */
export const lacksCertificate = (invoice: ExistingInvoice, kind: CertificateKind): boolean =>
  invoice.status === 'ISSUED' &&
  expectedCertificates(invoice).some((one) => one.kind === kind && one.expected > 0n && one.recorded === 0n)
