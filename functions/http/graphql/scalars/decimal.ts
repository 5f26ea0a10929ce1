import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { InexactNumber } from '../exact-numbers.ts'

const plain = /^-?\d+(\.\d+)?$/
const longest = 40

const refused = (why: string, node?: ASTNode): GraphQLError =>
  new GraphQLError(`${why}; write an exact decimal such as "11500.00"`, { nodes: node ?? null })

const fromText = (text: string, node?: ASTNode): string => {
  if (text.length > longest) throw refused(`a decimal has at most ${longest} characters`, node)
  if (!plain.test(text)) throw refused(`${JSON.stringify(text)} is not a plain decimal`, node)
  return text
}

/** The number's exact text: one of at most 15 digits is what its shortest notation says. */
const fromNumber = (value: number): string => {
  if (!Number.isFinite(value)) throw refused('not a number')
  const text = String(value)
  return text.includes('e') ? fromText(expanded(text)) : fromText(text)
}

/** 1.5e-7 -> 0.00000015: JavaScript's own notation of small numbers, which the sender may have written out. */
const expanded = (text: string): string => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? []
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point >= digits.length) return sign + digits.padEnd(point, '0')
  return `${sign}0.${'0'.repeat(-point)}${digits}`
}

/** A decimal as text, on the way in and out, so that no binary fraction ever stands between. */
export const decimal = new GraphQLScalarType({
  name: 'Decimal',
  parseValue(value) {
    if (typeof value === 'string') return fromText(value)
    if (typeof value === 'number') return fromNumber(value)
    if (value instanceof InexactNumber)
      throw refused(`the number ${value.source} ${value.problem}: send a string`)
    throw refused('not a decimal')
  },
  parseLiteral(node) {
    if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT)
      return fromText(node.value, node)
    throw refused('not a decimal', node)
  },
  serialize(value) {
    if (typeof value === 'string' && plain.test(value)) return value
    throw new TypeError('A Decimal is answered as text in plain notation')
  },
})
