import * as fc from 'fast-check'

/** Makes a text of about this length on which a pattern may be slow. */
export type Bait = (length: number) => string

/**
 * Texts that make a backtracking pattern try much before it fails: a head that matches the beginning of the
 * pattern, a part that is repeated, and an end that matches nothing. The parts are the literals of the
 * pattern, one character of each of its classes, and texts that match the pattern, whole and cut off.
 */
export const baitsFor = (pattern: RegExp): Bait[] => {
  const matches = matchesOf(pattern)
  const beginnings = unique(matches.flatMap((match) => prefixes(match))).slice(0, 60)
  const parts = unique([...charactersOf(pattern), ...literalsOf(pattern), ...matches, ...beginnings])
  const heads = unique(['', ...literalsOf(pattern).slice(0, 1), ...beginnings.slice(0, 2)])
  return heads.flatMap((head) =>
    parts.flatMap((part) =>
      ['', '\0'].map(
        (end): Bait =>
          (length) =>
            head + part.repeat(Math.ceil(length / part.length)) + end,
      ),
    ),
  )
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)]

const prefixes = (text: string): string[] =>
  Array.from({ length: Math.min(text.length, 60) }, (_, index) => text.slice(0, index + 1))

/**
 * Some texts that match. fast-check does not know look-around, and takes minutes for properties of Unicode
 * and for some negated classes.
 */
const matchesOf = (pattern: RegExp): string[] => {
  if (/\\p|\[\^\\[xu]/i.test(pattern.source)) return []
  try {
    const samples = fc.sample(fc.stringMatching(pattern, { size: 'xsmall' }), { numRuns: 4, seed: 1 })
    return samples.map((sample) => sample.slice(0, 100)).filter((sample) => sample !== '')
  } catch {
    return []
  }
}

const classes: Readonly<Record<string, readonly string[]>> = {
  '\\d': ['0', '9'],
  '\\w': ['a', '_'],
  '\\s': [' ', '\n'],
  '\\S': ['a'],
  '\\p': ['a', '\u09be', '\u09e7', '\u200b', '\u2060'],
  '\\P': ['a'],
}

/** Characters of the literals and classes of the pattern, and a few of every kind. */
const charactersOf = ({ source }: RegExp): string[] => {
  const special = Object.entries(classes).flatMap(([name, members]) => (source.includes(name) ? members : []))
  const codes = [...source.matchAll(/\\[ux]([0-9a-f]{4}|[0-9a-f]{2})/gi)].map(([, hex]) =>
    String.fromCharCode(Number.parseInt(hex ?? '', 16)),
  )
  const plain = [...source.replace(/\\[a-z]/gi, '')].slice(0, 25)
  return unique([...special, ...codes, ...plain, ' ', '\n', 'a', '0', '.'])
}

/** The runs of plain characters in the pattern, such as `Did you mean `. */
const literalsOf = ({ source }: RegExp): string[] =>
  unique((source.replace(/\\([^a-z0-9])/gi, '$1').match(/[a-z0-9 "@:/;,_-]{2,}/gi) ?? []).slice(0, 10))
