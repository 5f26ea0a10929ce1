import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { withoutTrailingZeros } from '../../../../domain/money/fixed.ts'
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
  return fromNotation(String(value))
}

/** Reads a number that may have an exponent. JavaScript writes small numbers with one in any case. */
const fromNotation = (text: string, node?: ASTNode): string => {
  if (text.length > maxCharacters || !/e/i.test(text)) return fromText(text, node)
  const plain = withoutExponent(text)
  if (plain === undefined) throw decimalError(`a decimal has at most ${maxCharacters} characters`, node)
  return fromText(plain, node)
}

const exponentNotation = /^(-?)(\d+)(?:\.(\d+))?e([+-]?\d+)$/i

/** 1.5e-7 -> 0.00000015; undefined when the result would have more characters than a decimal may have. */
const withoutExponent = (text: string): string | undefined => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = exponentNotation.exec(text) ?? []
  const digits = withoutTrailingZeros(whole + fraction)
  const point = whole.length + Number(exponent)
  if (digits === '' || /^0+$/.test(digits)) return '0'
  if (Math.abs(point) > maxCharacters) return undefined
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return sign + digits.padEnd(point, '0')
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
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
    if (node.kind === Kind.STRING) return fromText(node.value, node)
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return fromNotation(node.value, node)
    throw decimalError('not a decimal', node)
  },
  serialize(value) {
    if (typeof value === 'string' && plainNotation.test(value)) return value
    throw new TypeError('A Decimal must be a string in plain notation')
  },
})
