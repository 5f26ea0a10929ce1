import { isLocalDate, monthOf } from '../calendar/dates.ts'
import { taka } from '../money/poisha.ts'
import { parseMushakNumber } from '../numbering/numbers.ts'
import type { DocumentProof } from './proof.ts'
import { type ProofPart, proofForm, proofParts } from './proof-text.ts'

/** A text that has the right form. Whether its signature is right is not known yet. */
export type ReadProof = Readonly<{
  proof: DocumentProof
  keyId: string
  /** What the signature must be of. */
  message: string
  /** base64url */
  signature: string
}>

/** `problem` says which part is wrong and what it needs, and does not repeat the text. */
export type ProofReading = Readonly<{ ok: true; value: ReadProof }> | Readonly<{ ok: false; problem: string }>

/** In characters. The longest proof has 237, because amounts and serials have at most 15 digits. */
const longestProofText = 250

const amountForm = /^(0|[1-9]\d{0,14})\.\d\d$/
const keyIdForm = /^[0-9a-f]{8}$/
/** The last character stands for 2 bits, so it can only be one of four. */
const signatureForm = /^[\w-]{85}[AQgw]$/

type Values = Readonly<Record<ProofPart, string>>

/** What each part needs. A rule may rely on the rules before it. */
const rules: readonly (readonly [part: ProofPart, needed: string, isRight: (values: Values) => boolean])[] = [
  ['BIN', '13 digits', ({ BIN }) => /^\d{13}$/.test(BIN)],
  ['NO', 'a legal number such as MUSHAK-6.3-2026-07-000001', ({ NO }) => parseMushakNumber(NO) !== null],
  [
    'DATE',
    'a date in the month of the number, such as 2026-07-31',
    ({ DATE, NO }) => isLocalDate(DATE) && monthOf(DATE) === parseMushakNumber(NO)?.month,
  ],
  ['TOTAL', 'taka with two decimals, such as 13800.00', ({ TOTAL }) => amountForm.test(TOTAL)],
  ['VAT', 'taka with two decimals, such as 1800.00', ({ VAT }) => amountForm.test(VAT)],
  ['VAT', 'an amount up to the total', ({ VAT, TOTAL }) => taka(VAT) <= taka(TOTAL)],
  ['KEY', '8 hexadecimal digits in small letters', ({ KEY }) => keyIdForm.test(KEY)],
  ['SIG', 'a signature of 86 letters, digits, - and _', ({ SIG }) => signatureForm.test(SIG)],
]

/** Reads a proof. Each document has one text: another spelling of the same details is a problem. */
export const readProof = (text: string): ProofReading => {
  if (text.length > longestProofText) return wrong(`At most ${longestProofText} characters are possible`)
  const [form, ...parts] = text.split('/')
  if (form !== proofForm) return wrong(`The text must begin with ${proofForm}/`)
  if (parts.length !== proofParts.length)
    return wrong(`The text needs the parts ${proofParts.join(', ')}, in this order, separated by /`)
  const misnamed = proofParts.find((part, index) => !parts[index]?.startsWith(`${part}=`))
  if (misnamed !== undefined)
    return wrong(`Part ${proofParts.indexOf(misnamed) + 1} must begin with ${misnamed}=`)
  const values = Object.fromEntries(
    proofParts.map((part, index) => [part, parts[index]?.slice(part.length + 1) ?? '']),
  ) as Values
  const broken = rules.find(([, , isRight]) => !isRight(values))
  if (broken !== undefined) return wrong(`${broken[0]} needs ${broken[1]}`)
  return { ok: true, value: toReadProof(values, text.slice(0, text.lastIndexOf('/'))) }
}

const wrong = (problem: string): ProofReading => ({ ok: false, problem })

const toReadProof = ({ BIN, NO, DATE, TOTAL, VAT, KEY, SIG }: Values, message: string): ReadProof => ({
  proof: { bin: BIN, number: NO, issuedOn: DATE, total: taka(TOTAL), vat: taka(VAT) },
  keyId: KEY,
  message,
  signature: SIG,
})
