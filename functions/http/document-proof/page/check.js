/** Checks proofs in a browser. domain/document-proof says what a proof is. */

const blanks = String.raw`\s\p{Default_Ignorable_Code_Point}\u2800`
const spaced = (character, count = '') => `(?:${character}[${blanks}]*)${count}`
const spacedWord = (word) => [...word].map((letter) => spaced(letter)).join('')

const part = spaced('[A-Z]', '{2,5}') + spaced('=') + spaced(`[^/=${blanks}]`, '{1,60}') + spaced('/')
// Any form, so that a text of another form is found too. A character too many at an end is an alteration.
const proofInText = new RegExp(
  `(?<=^|[${blanks}#>("])${spacedWord('PROOF')}${spaced('\\d')}${spaced('/')}(?:${part}){6}` +
    `${spacedWord('SIG=')}${spaced('[\\w-]', '{85}')}[\\w-](?=$|[${blanks}<)"])`,
  'gu',
)
const everyBlank = new RegExp(`[${blanks}]`, 'gu')

const parts = [
  'PROOF1',
  String.raw`BIN=(?<bin>\d{13})`,
  String.raw`NO=(?<number>MUSHAK-(?<form>6\.[378])-(?:[A-Z][A-Z0-9]{1,5}-)?\d{4}-\d\d-\d{6,15})`,
  String.raw`DATE=(?<issuedOn>\d{4}-\d\d-\d\d)`,
  String.raw`TOTAL=(?<total>(?:0|[1-9]\d{0,14})\.\d\d)`,
  String.raw`VAT=(?<vat>(?:0|[1-9]\d{0,14})\.\d\d)`,
  'KEY=(?<keyId>[0-9a-f]{8})',
]
// The last character of a signature stands for 2 bits, so it can only be one of four.
const proofForm = new RegExp(`^(?<message>${parts.join('/')})/SIG=(?<signature>[\\w-]{85}[AQgw])$`)

/**
 * Returns the different texts in a text that look like proofs, in their order, without the blanks that
 * copying adds.
 */
export const findProofs = (text) => [
  ...new Set([...text.matchAll(proofInText)].map(([found]) => found.replace(everyBlank, ''))),
]

/**
 * Says of one text whether it is genuine, altered, unknown-key or unreadable. `keys` are those of
 * GET /documents/keys. The details are only of a genuine text; the id of its key is of an unknown one, too.
 * Throws where the browser cannot check signatures of Ed25519.
 */
export const checkProof = async (text, keys) => {
  const details = proofForm.exec(text)?.groups
  if (details === undefined) return { verdict: 'unreadable' }
  const { keyId, message, signature } = details
  const named = keys.filter(({ kid }) => kid === keyId)
  if (named.length === 0) return { verdict: 'unknown-key', keyId }
  for (const { x } of named)
    if (await isSignedBy(x, message, signature)) return { verdict: 'genuine', keyId, details }
  return { verdict: 'altered' }
}

const isSignedBy = async (x, message, signature) => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x }
  const key = await crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['verify'])
  return crypto.subtle.verify('Ed25519', key, bytesOf(signature), new TextEncoder().encode(message))
}

const bytesOf = (base64url) => {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/**
 * Returns whether this browser can check signatures: 'yes', 'no', or 'insecure' for a page that was loaded
 * without TLS.
 */
export const canCheck = async () => {
  if (globalThis.crypto?.subtle === undefined) return globalThis.isSecureContext === false ? 'insecure' : 'no'
  // Test 1 of RFC 8032, 7.1: an empty message.
  const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
  const signature = '5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc-bRr0lv18FlbviRlUUFDjnoQCw'
  return isSignedBy(x, '', signature).then(
    (isRight) => (isRight ? 'yes' : 'no'),
    () => 'no',
  )
}
