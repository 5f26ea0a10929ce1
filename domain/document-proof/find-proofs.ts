import { blank, notBlankNor, withoutBlanks } from '../text/blanks.ts'

/** The pattern of a character, or of some of them, with any blanks behind each. */
const spaced = (character: string, count = ''): string => `(?:${character}${blank}*)${count}`
const spacedWord = (word: string): string => [...word].map((letter) => spaced(letter)).join('')

const part = spaced('[A-Z]', '{2,5}') + spaced('=') + spaced(notBlankNor('/='), '{1,60}') + spaced('/')
/** What may be around a proof: blanks, and the characters that addresses, XML and JSON have there. */
const before = `(?<=^|${blank}|[#>("])`
const behind = `(?=$|${blank}|[<)"])`
/**
 * The number of the form is any, so that a text of another form is found too and its problem is named. A text
 * with a character too many at one of its ends is not found, because it was altered.
 */
const proofInText = new RegExp(
  `${before}${spacedWord('PROOF')}${spaced('\\d')}${spaced('/')}(?:${part}){6}` +
    `${spacedWord('SIG=')}${spaced('[\\w-]', '{85}')}[\\w-]${behind}`,
  'gu',
)

/**
 * Returns the different texts that look like proofs, in their order. They may be inside other text, such as
 * an address or a page, and blanks and line breaks in them are left out: whatever copies a text adds some.
 */
export const findProofs = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(proofInText)].map(([found]) => withoutBlanks(found))),
]
