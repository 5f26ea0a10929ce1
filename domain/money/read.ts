import { accepted, type Result, refused } from '../decision.ts'
import { excerpt } from '../text/read.ts'
import { readFixed, wholeLimit, writeFixed } from './fixed.ts'
import { decimals, type Percent, type Poisha, type Price, type Quantity } from './poisha.ts'

const read = (text: string, most: number, path: string): Result<bigint> => {
  const reading = readFixed(text, most)
  if (reading.ok) return accepted(reading.value)
  const value = excerpt(text)
  if (reading.problem === 'TOO_MANY_DECIMALS')
    return refused('TOO_MANY_DECIMALS', { value, places: most }, path)
  if (reading.problem === 'OUT_OF_RANGE')
    return refused('OUT_OF_RANGE', { value, limit: wholeLimit.toString() }, path)
  return refused('NOT_A_DECIMAL', { value }, path)
}

const readFromZero = (text: string, most: number, path: string): Result<bigint> => {
  const reading = read(text, most, path)
  return reading.ok && reading.value < 0n ? refused('NEGATIVE', { value: text }, path) : reading
}

const readAboveZero = (text: string, most: number, path: string): Result<bigint> => {
  const reading = read(text, most, path)
  return reading.ok && reading.value <= 0n ? refused('NOT_POSITIVE', { value: text }, path) : reading
}

/** Taka above zero, at most 2 decimals. */
export const readTakaAboveZero = (text: string, path: string) =>
  readAboveZero(text, decimals.taka, path) as Result<Poisha>
/** Taka, zero or more, at most 2 decimals. */
export const readTaka = (text: string, path: string) =>
  readFromZero(text, decimals.taka, path) as Result<Poisha>
/** A quantity above zero, at most 6 decimals. */
export const readQuantity = (text: string, path: string) =>
  readAboveZero(text, decimals.quantity, path) as Result<Quantity>
/** A price in taka, zero or more, at most 4 decimals. */
export const readPrice = (text: string, path: string) =>
  readFromZero(text, decimals.price, path) as Result<Price>

/** A percentage from 0 to `most`, at most 4 decimals. */
export const readPercent = (text: string, most: number, path: string): Result<Percent> => {
  const reading = read(text, decimals.percent, path)
  if (!reading.ok) return reading
  if (reading.value >= 0n && reading.value <= BigInt(most) * 10_000n)
    return accepted(reading.value as Percent)
  const value = writeFixed(reading.value, decimals.percent, 0)
  return refused('PERCENT_OUT_OF_RANGE', { value, most }, path)
}
