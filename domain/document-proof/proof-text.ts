import { writeTaka } from '../money/poisha.ts'
import type { DocumentProof } from './proof.ts'

/** Signs texts. The id names its key, which can be replaced. */
export type Signer = Readonly<{
  /** 8 hexadecimal digits. */
  keyId: string
  /** Returns an Ed25519 signature of the text in base64url: 86 characters. */
  sign(message: string): string
}>

/** The form of the text. A text of another form has another name here, so that no text has two meanings. */
export const proofForm = 'PROOF1'

/** The parts behind the form, in their order. */
export const proofParts = ['BIN', 'NO', 'DATE', 'TOTAL', 'VAT', 'KEY', 'SIG'] as const
export type ProofPart = (typeof proofParts)[number]

/**
 * The text that an issued document prints, and that its QR code contains:
 * `PROOF1/BIN=0028718210101/NO=MUSHAK-6.3-2026-07-000001/DATE=2026-07-31/TOTAL=13800.00/VAT=1800.00`, then
 * `/KEY=3f9a12bc/SIG=...`.
 * It has at most 250 characters, none of which needs an escape in the fragment of an address, in XML or in
 * JSON. A buyer can read it without a program.
 */
export const signProof = (proof: DocumentProof, { keyId, sign }: Signer): string => {
  const message = messageOf(proof, keyId)
  return `${message}/SIG=${sign(message)}`
}

/** The part of the text that is signed: everything in front of `/SIG=`. */
const messageOf = ({ bin, number, issuedOn, total, vat }: DocumentProof, keyId: string): string =>
  [
    proofForm,
    `BIN=${bin}`,
    `NO=${number}`,
    `DATE=${issuedOn}`,
    `TOTAL=${writeTaka(total)}`,
    `VAT=${writeTaka(vat)}`,
    `KEY=${keyId}`,
  ].join('/')

/**
 * The text in the two lines in which it is printed: what a person reads, and the signature. Programs that
 * extract the text of a page may remove a hyphen at the end of a line, so no line may be broken elsewhere.
 */
export const proofLines = (text: string): readonly [string, string] => {
  const at = text.indexOf('SIG=')
  return [text.slice(0, at), text.slice(at)]
}
