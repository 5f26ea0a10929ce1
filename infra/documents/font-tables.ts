/** Which characters a font has, and how wide they are. */
export type FontTables = Readonly<{
  /** Returns whether the font has a glyph for the code point. */
  has(codePoint: number): boolean
  /** Returns the width of a code point, as a part of the font size; 0 when the font lacks it. */
  widthOf(codePoint: number): number
}>

/**
 * Reads the tables `cmap` and `hmtx` of a TrueType font. They are few bytes of a fixed format (ISO 14496-22);
 * a library for fonts has 100 times their code, of which this would be the only use.
 * @throws Error when the font has no Unicode table of format 4 or 12
 */
export const readFontTables = (font: Buffer): FontTables => {
  const glyphs = readGlyphs(font, tableAt(font, 'cmap'))
  const unitsPerEm = font.readUInt16BE(tableAt(font, 'head') + 18)
  const wideGlyphs = font.readUInt16BE(tableAt(font, 'hhea') + 34)
  const metrics = tableAt(font, 'hmtx')
  return {
    has: (codePoint) => glyphs.has(codePoint),
    widthOf: (codePoint) => {
      const glyph = glyphs.get(codePoint)
      if (glyph === undefined) return 0
      // The glyphs behind the last width have that width.
      return font.readUInt16BE(metrics + 4 * Math.min(glyph, wideGlyphs - 1)) / unitsPerEm
    },
  }
}

const tableAt = (font: Buffer, name: string): number => {
  for (let table = 0; table < font.readUInt16BE(4); table++) {
    const at = 12 + 16 * table
    if (font.toString('latin1', at, at + 4) === name) return font.readUInt32BE(at + 8)
  }
  throw new Error(`The font has no table ${name}`)
}

/** Glyph numbers by code point, of the first Unicode table: format 12 where there is one, else format 4. */
const readGlyphs = (font: Buffer, cmap: number): Map<number, number> => {
  const tables = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, index) => {
    const at = cmap + font.readUInt32BE(cmap + 4 + 8 * index + 4)
    return { at, format: font.readUInt16BE(at) }
  })
  const long = tables.find(({ format }) => format === 12)
  if (long) return new Map(pairsOfFormat12(font, long.at))
  const short = tables.find(({ format }) => format === 4)
  if (short) return new Map(pairsOfFormat4(font, short.at))
  throw new Error('The font has no Unicode table of format 4 or 12')
}

type Pair = [codePoint: number, glyph: number]

function* pairsOfFormat12(font: Buffer, table: number): Generator<Pair> {
  for (let group = 0; group < font.readUInt32BE(table + 12); group++) {
    const at = table + 16 + 12 * group
    const [first, last, glyph] = [0, 4, 8].map((offset) => font.readUInt32BE(at + offset)) as [
      ...[number, number, number],
    ]
    for (let code = first; code <= last; code++) yield [code, glyph + code - first]
  }
}

function* pairsOfFormat4(font: Buffer, table: number): Generator<Pair> {
  const doubleCount = font.readUInt16BE(table + 6)
  for (let at = table + 14; at < table + 14 + doubleCount; at += 2) {
    const last = font.readUInt16BE(at)
    const first = font.readUInt16BE(at + doubleCount + 2)
    const delta = font.readUInt16BE(at + 2 * doubleCount + 2)
    const offsetAt = at + 3 * doubleCount + 2
    const offset = font.readUInt16BE(offsetAt)
    for (let code = first; code <= last && code < 0xffff; code++) {
      const found = offset === 0 ? code : font.readUInt16BE(offsetAt + offset + 2 * (code - first))
      const glyph = found === 0 ? 0 : (found + delta) & 0xffff
      if (glyph !== 0) yield [code, glyph]
    }
  }
}
