import { accepted, type Result, refused } from '../decision.ts'
import { limit, readFixed, writeFixed } from './fixed.ts'
import { type Percent, type Poisha, type Price, places, type Quantity } from './poisha.ts'

const read = (text: string, decimals: number, path: string): Result<bigint> => {
  const reading = readFixed(text, decimals)
  if (reading.ok) return accepted(reading.value)
  const value = text.slice(0, 40)
  if (reading.problem === 'TOO_MANY_DECIMALS')
    return refused('TOO_MANY_DECIMALS', { value, places: decimals }, path)
  if (reading.problem === 'OUT_OF_RANGE')
    return refused('OUT_OF_RANGE', { value, limit: limit.toString() }, path)
  return refused('NOT_A_DECIMAL', { value }, path)
}

const notBelowZero = (text: string, decimals: number, path: string): Result<bigint> => {
  const reading = read(text, decimals, path)
  return reading.ok && reading.value < 0n ? refused('NEGATIVE', { value: text }, path) : reading
}

const aboveZero = (text: string, decimals: number, path: string): Result<bigint> => {
  const reading = read(text, decimals, path)
  return reading.ok && reading.value <= 0n ? refused('NOT_POSITIVE', { value: text }, path) : reading
}

/** Taka above zero, at most 2 decimals. */
export const readTakaAboveZero = (text: string, path: string) =>
  aboveZero(text, places.taka, path) as Result<Poisha>
/** Taka from zero on, at most 2 decimals. */
export const readTaka = (text: string, path: string) =>
  notBelowZero(text, places.taka, path) as Result<Poisha>
/** A quantity above zero, at most 6 decimals. */
export const readQuantity = (text: string, path: string) =>
  aboveZero(text, places.quantity, path) as Result<Quantity>
/** A price from zero on, at most 4 decimals. */
export const readPrice = (text: string, path: string) =>
  notBelowZero(text, places.price, path) as Result<Price>

/** A percentage from 0 to `most`, at most 4 decimals. */
export const readPercent = (text: string, most: number, path: string): Result<Percent> => {
  const reading = read(text, places.percent, path)
  if (!reading.ok) return reading
  if (reading.value >= 0n && reading.value <= BigInt(most) * 10_000n)
    return accepted(reading.value as Percent)
  return refused('PERCENT_OUT_OF_RANGE', { value: writeFixed(reading.value, places.percent, 0), most }, path)
}
