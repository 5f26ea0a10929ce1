import fc from 'fast-check'
import type { DocumentProof } from '../document-proof/proof.ts'
import { type Signer, signProof } from '../document-proof/proof-text.ts'
import { poisha, taka } from '../money/poisha.ts'
import { withoutBlanks } from '../text/blanks.ts'

export const tenBagsProof: DocumentProof = {
  bin: '0028718210101',
  number: 'MUSHAK-6.3-2026-07-000001',
  issuedOn: '2026-07-31',
  total: taka('13800.00'),
  vat: taka('1800.00'),
}

const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`))
const base64url = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
const amount = fc.bigInt({ min: 0n, max: 10n ** 17n - 1n })

/** Every proof that a document can have. */
export const anyProof: fc.Arbitrary<DocumentProof> = fc
  .record({
    bin: digits(13),
    series: fc.constantFrom('6.3', '6.7', '6.8'),
    place: fc.constantFrom('', 'CTG-', 'A1-', 'MOTIJ2-'),
    year: fc.integer({ min: 2000, max: 2099 }),
    month: fc.constantFrom('01', '02', '07', '12'),
    day: fc.constantFrom('01', '15', '28'),
    serial: fc.integer({ min: 1, max: 999_999_999_999_999 }),
    amounts: fc.tuple(amount, amount),
  })
  .map(({ bin, series, place, year, month, day, serial, amounts }) => {
    const [vat, total] = amounts[0] < amounts[1] ? amounts : [amounts[1], amounts[0]]
    return {
      bin,
      number: `MUSHAK-${series}-${place}${year}-${month}-${String(serial).padStart(6, '0')}`,
      issuedOn: `${year}-${month}-${day}`,
      total: poisha(total),
      vat: poisha(vat),
    }
  })

/** What has the form of a signature. */
export const anySignature = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...base64url), minLength: 85, maxLength: 85 }),
    fc.constantFrom('A', 'Q', 'g', 'w'),
  )
  .map(([most, last]) => most + last)

export const anyKeyId = fc.stringMatching(/^[0-9a-f]{8}$/)

/** A signer whose signature is always the same, for tests of the form of the text. */
export const constantSigner = (keyId = '3f9a12bc', signature = `${'x'.repeat(85)}A`): Signer => ({
  keyId,
  sign: () => signature,
})

const replacement = fc.oneof(
  fc.constantFrom('', '0', '1', '9', '.', '-', '+', '_', '=', '/', '%2F', 'A', 'PROOF1', '১', 'О'),
  fc.string({ maxLength: 3 }),
)

/** Texts in which this one is not, with or without blanks. Most of them differ only a little from it. */
export const alteredFrom = (text: string): fc.Arbitrary<string> => {
  const at = fc.nat(text.length)
  const replaced = fc
    .tuple(at, fc.nat(3), replacement)
    .map(([from, count, by]) => text.slice(0, from) + by + text.slice(from + count))
  const swapped = fc.tuple(at, at).map(([one, other]) => {
    const letters = [...text]
    ;[letters[one], letters[other]] = [letters[other] ?? '', letters[one] ?? '']
    return letters.join('')
  })
  const otherDetails = anyProof.map((proof) => {
    const [, keyId = '', signature = ''] = /KEY=(\w+)\/SIG=([\w-]+)$/.exec(text) ?? []
    return signProof(proof, constantSigner(keyId, signature))
  })
  const otherSignature = anySignature.map((signature) => text.slice(0, -signature.length) + signature)
  const otherKey = anyKeyId.map((keyId) => text.replace(/KEY=\w+/, `KEY=${keyId}`))
  return fc
    .oneof(replaced, replaced, swapped, otherDetails, otherSignature, otherKey)
    .filter((altered) => !withoutBlanks(altered).includes(text))
}
