import type { FontTables } from './font-tables.ts'
import { breakMark, isUsual } from './printable-text.ts'

const breaks = new RegExp(`[\\s${breakMark}]`, 'u')

/** Of the widest, so that the width of a text does not depend on which digits it has. */
const digitWidth = 0.64
/** Of the fonts whose digits have equal widths. */
const digitWidthOfFigures = 0.6

const consonants = '\\u0995-\\u09B9\\u09CE\\u09DC-\\u09DF'
/**
 * A line feed, or a sign after none of the letters that may have it: it gets a dotted circle. Beside letters of
 * Bangla a font has another and wider ² and ³.
 */
const needsMore = new RegExp(
  [
    '\\n',
    `(?<![${consonants}])\\u09BC`,
    `(?<![${consonants}\\u09BC])\\u09CD`,
    `(?<![${consonants}\\u09BC])[\\u09BE-\\u09CC\\u09D7\\u09E2\\u09E3]`,
    '(?<![\\u0985-\\u09E3])[\\u0981-\\u0983]',
    '[\\u0980-\\u09FF].*[\\u00B2\\u00B3]',
    '[\\u00B2\\u00B3].*[\\u0980-\\u09FF]',
  ].join('|'),
  'u',
)

/** Of Latin-1 and of typists: × ° ½ – — ‘ ’ “ ” • … */
const punctuation = /[\u00A1-\u00FF\u2013-\u2026]/g

/** Below some letters, such as হৃ and রু, these signs are drawn as another and wider letter. */
const wideSigns = /[\u09C1-\u09C3]/
const widthOfWideSign = 0.24

export type Widths = Readonly<{
  ofLongestWord(text: string): number
  /** Of a text without spaces in the fonts of figures. */
  ofFigures(text: string): number
  /**
   * As wide as a line of this text can be: a little more than the sum of its characters, because fonts move
   * some of them apart. Infinite for a text that may need more: one with a line feed, with a sign that
   * belongs to no letter, or with a letter that is neither Latin nor of Bangla.
   */
  ofLine(text: string): number
}>

/** Returns the widths of texts. Letters that join are narrower than their sum, which is returned. */
export const createWidths = (fonts: readonly FontTables[]): Widths => {
  const known = new Map<string, number>()
  const measure = (character: string): number => {
    const width = widthOfCharacter(fonts, character)
    known.set(character, width)
    return width
  }
  const widthOf = (text: string): number => {
    let sum = 0
    for (const character of text) sum += known.get(character) ?? measure(character)
    return sum
  }
  return {
    ofFigures: (text) =>
      widthOf(text) - (digitWidth - digitWidthOfFigures) * (text.match(/\p{Nd}/gu)?.length ?? 0),
    ofLongestWord: (text) => Math.max(0, ...text.split(breaks).map(widthOf)),
    ofLine: (text) =>
      needsMore.test(text) || !isUsual(text.replace(punctuation, ''))
        ? Number.POSITIVE_INFINITY
        : widthOf(text) * 1.05 + 0.3,
  }
}

/** In the wider of the two fonts for letters: the language decides which of them is the first. */
const widthOfCharacter = (fonts: readonly FontTables[], character: string): number => {
  const code = character.codePointAt(0) ?? 0
  const [letters = 0, latin = 0, symbols = 0] = fonts.map(({ widthOf }) => widthOf(code))
  if (/\p{Nd}/u.test(character)) return digitWidth
  return (Math.max(letters, latin) || symbols) + (wideSigns.test(character) ? widthOfWideSign : 0)
}
