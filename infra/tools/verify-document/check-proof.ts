import { type ReadProof, readProof } from '../../../domain/document-proof/read-proof.ts'
import { isSignedBy, type PublicKey } from '../../document-proof/public-key.ts'

/** The id of a key and the key. */
export type NamedKey = Readonly<{ kid: string; x: PublicKey }>

export type Verdict =
  | Readonly<{ verdict: 'genuine'; read: ReadProof }>
  | Readonly<{ verdict: 'altered' }>
  | Readonly<{ verdict: 'unknown key'; keyId: string }>
  | Readonly<{ verdict: 'unreadable'; problem: string }>

/** Returns whether the text is one that the owner of one of the keys has signed. */
export const checkProof = (text: string, keys: readonly NamedKey[]): Verdict => {
  const reading = readProof(text)
  if (!reading.ok) return { verdict: 'unreadable', problem: reading.problem }
  const { keyId, message, signature } = reading.value
  const named = keys.filter(({ kid }) => kid === keyId)
  if (named.length === 0) return { verdict: 'unknown key', keyId }
  const isSigned = named.some(({ x }) => isSignedBy(x, message, signature))
  return isSigned ? { verdict: 'genuine', read: reading.value } : { verdict: 'altered' }
}
