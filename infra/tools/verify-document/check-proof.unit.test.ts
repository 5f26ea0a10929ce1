import { sign } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findProofs } from '../../../domain/document-proof/find-proofs.ts'
import { signProof } from '../../../domain/document-proof/proof-text.ts'
import { alteredFrom, anyProof, tenBagsProof } from '../../../domain/testing/proofs.ts'
import { keyIdOf } from '../../document-proof/public-key.ts'
import { newSigningKey } from '../../document-proof/testing/signing-key.ts'
import { checkProof } from './check-proof.ts'

const newSigner = () => {
  const { pem, publicKey } = newSigningKey()
  const keyId = keyIdOf(publicKey)
  const signText = (message: string) => sign(null, Buffer.from(message), pem).toString('base64url')
  return { key: { kid: keyId, x: publicKey }, signer: { keyId, sign: signText } }
}
const [{ key, signer }, other] = [newSigner(), newSigner()]
const text = signProof(tenBagsProof, signer)

describe('a text is', () => {
  test('genuine when one of the keys has signed it', () => {
    fc.assert(
      fc.property(anyProof, (proof) => {
        expect(checkProof(signProof(proof, signer), [other.key, key])).toMatchObject({
          verdict: 'genuine',
          read: { proof, keyId: key.kid },
        })
      }),
    )
  })

  test('never genuine when it was altered, in a thousand ways', () => {
    const verdicts = new Set<string>()
    fc.assert(
      fc.property(alteredFrom(text), (altered) => {
        for (const one of [altered, ...findProofs(altered)])
          verdicts.add(checkProof(one, [key, other.key]).verdict)
        expect(verdicts).not.toContain('genuine')
      }),
      { numRuns: 1000 },
    )
    expect(verdicts).toEqual(new Set(['altered', 'unknown key', 'unreadable']))
  })

  test('altered when another key of the service signed it under this id', () => {
    const byOther = signProof(tenBagsProof, { ...other.signer, keyId: key.kid })
    expect(checkProof(byOther, [key, other.key])).toEqual({ verdict: 'altered' })
  })

  test('of an unknown key when no key has its id', () => {
    expect(checkProof(text, [other.key])).toEqual({ verdict: 'unknown key', keyId: key.kid })
  })

  test('unreadable with its problem when a part is wrong', () => {
    expect(checkProof(text.replace('13800.00', '13,800'), [key])).toEqual({
      verdict: 'unreadable',
      problem: 'TOTAL needs taka with two decimals, such as 13800.00',
    })
  })
})
