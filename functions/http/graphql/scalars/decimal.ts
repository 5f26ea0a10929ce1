import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { InexactNumber } from '../exact-numbers.ts'

const plainNotation = /^-?\d+(\.\d+)?$/
const maxCharacters = 40

const decimalError = (reason: string, node?: ASTNode): GraphQLError =>
  new GraphQLError(`${reason}; write an exact decimal such as "11500.00"`, { nodes: node ?? null })

const fromText = (text: string, node?: ASTNode): string => {
  if (text.length > maxCharacters)
    throw decimalError(`a decimal has at most ${maxCharacters} characters`, node)
  if (!plainNotation.test(text)) throw decimalError(`${JSON.stringify(text)} is not a plain decimal`, node)
  return text
}

/** A number with at most 15 digits; its shortest notation is exactly its value. */
const fromNumber = (value: number): string => {
  if (!Number.isFinite(value)) throw decimalError('not a number')
  const text = String(value)
  return text.includes('e') ? fromText(withoutExponent(text)) : fromText(text)
}

/** 1.5e-7 -> 0.00000015. JavaScript writes small numbers with an exponent even if the sender did not. */
const withoutExponent = (text: string): string => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? []
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point >= digits.length) return sign + digits.padEnd(point, '0')
  return `${sign}0.${'0'.repeat(-point)}${digits}`
}

/** A decimal, always a string in the service, so that it is never rounded to a binary fraction. */
export const decimal = new GraphQLScalarType({
  name: 'Decimal',
  parseValue(value) {
    if (typeof value === 'string') return fromText(value)
    if (typeof value === 'number') return fromNumber(value)
    if (value instanceof InexactNumber)
      throw decimalError(`the number ${value.source} ${value.problem}: send a string`)
    throw decimalError('not a decimal')
  },
  parseLiteral(node) {
    if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT)
      return fromText(node.value, node)
    throw decimalError('not a decimal', node)
  },
  serialize(value) {
    if (typeof value === 'string' && plainNotation.test(value)) return value
    throw new TypeError('A Decimal must be a string in plain notation')
  },
})
