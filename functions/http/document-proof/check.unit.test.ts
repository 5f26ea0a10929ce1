import { sign } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findProofs as findByDomain } from '../../../domain/document-proof/find-proofs.ts'
import { signProof } from '../../../domain/document-proof/proof-text.ts'
import { readProof } from '../../../domain/document-proof/read-proof.ts'
import { alteredFrom, anyProof, tenBagsProof } from '../../../domain/testing/proofs.ts'
import { keyIdOf } from '../../../infra/document-proof/public-key.ts'
import { newSigningKey } from '../../../infra/document-proof/testing/signing-key.ts'

type Key = { kid: string; x: string }
type Checked = { verdict: string; keyId?: string; details?: Record<string, string> }

/** The module that the page contains. Node has the same functions for signatures as a browser. */
const { canCheck, checkProof, findProofs } = (await import(join(import.meta.dirname, 'page/check.js'))) as {
  canCheck(): Promise<string>
  checkProof(text: string, keys: Key[]): Promise<Checked>
  findProofs(text: string): string[]
}

const newSigner = () => {
  const { pem, publicKey } = newSigningKey()
  const keyId = keyIdOf(publicKey)
  return {
    key: { kid: keyId, x: publicKey },
    signer: {
      keyId,
      sign: (message: string) => sign(null, Buffer.from(message), pem).toString('base64url'),
    },
  }
}
const { key, signer } = newSigner()
const other = newSigner()
const text = signProof(tenBagsProof, signer)

describe('a text is', () => {
  test('genuine when a key of the service has signed it', async () => {
    expect(await checkProof(text, [other.key, key])).toEqual({
      verdict: 'genuine',
      keyId: key.kid,
      details: expect.objectContaining({
        ...{ bin: '0028718210101', number: 'MUSHAK-6.3-2026-07-000001', form: '6.3' },
        ...{ issuedOn: '2026-07-31', total: '13800.00', vat: '1800.00' },
      }),
    })
    await fc.assert(
      fc.asyncProperty(anyProof, async (proof) => {
        expect(await checkProof(signProof(proof, signer), [key])).toMatchObject({ verdict: 'genuine' })
      }),
    )
  })

  test('altered when the signature is of another text, or by another key', async () => {
    expect(await checkProof(text.replace('VAT=1800', 'VAT=1900'), [key])).toEqual({ verdict: 'altered' })
    const byOther = signProof(tenBagsProof, { ...other.signer, keyId: key.kid })
    expect(await checkProof(byOther, [key, other.key])).toEqual({ verdict: 'altered' })
  })

  test('of an unknown key when the service has no key of this id', async () => {
    expect(await checkProof(text, [other.key])).toEqual({ verdict: 'unknown-key', keyId: key.kid })
    expect(await checkProof(text, [])).toMatchObject({ verdict: 'unknown-key' })
  })

  test('genuine with the second of two keys that have the same id', async () => {
    expect(await checkProof(text, [{ ...other.key, kid: key.kid }, key])).toMatchObject({
      verdict: 'genuine',
    })
  })

  test('unreadable when it has another form', async () => {
    for (const wrong of ['', 'PROOF1/', text.replace('PROOF1', 'PROOF2'), `${text}x`, ` ${text}`])
      expect(await checkProof(wrong, [key])).toEqual({ verdict: 'unreadable' })
  })

  test('never genuine when it was altered, in a thousand ways', async () => {
    await fc.assert(
      fc.asyncProperty(alteredFrom(text), async (altered) => {
        const keys = [key, other.key]
        expect((await checkProof(altered, keys)).verdict).not.toBe('genuine')
        for (const found of findProofs(altered))
          expect((await checkProof(found, keys)).verdict).not.toBe('genuine')
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the module agrees with the domain', () => {
  const around = fc.string({ unit: 'binary', maxLength: 20 })

  test('on which texts are proofs', () => {
    fc.assert(
      fc.property(alteredFrom(text), around, around, (altered, before, behind) => {
        for (const whole of [altered, text].map((one) => `${before}${one}${behind}`))
          expect(findProofs(whole)).toEqual(findByDomain(whole))
      }),
      { numRuns: 1000 },
    )
  })

  test('on the details of a text that it accepts', async () => {
    await fc.assert(
      fc.asyncProperty(anyProof, async (proof) => {
        const written = signProof(proof, signer)
        const { details } = await checkProof(written, [key])
        expect(readProof(written)).toMatchObject({
          ok: true,
          value: {
            proof: { bin: details?.bin, number: details?.number, issuedOn: details?.issuedOn },
            ...{ keyId: details?.keyId, message: details?.message, signature: details?.signature },
          },
        })
      }),
    )
  })
})

test('a runtime with Ed25519 can check', async () => {
  expect(await canCheck()).toBe('yes')
})
