import { expect, test } from '@jest/globals'
import {
  firstVisibleRevision,
  isSoftDeleted,
  parseMetadata,
  softDeleteMetadata,
  undeletedMetadata,
} from './stream-metadata.ts'

const parse = (json: string) => parseMetadata(Buffer.from(json))

test('settings are read from the metadata', () => {
  expect(parse('{"$maxCount":5,"$maxAge":60,"$tb":3,"owner":"accounts"}')).toEqual({
    maxCount: 5,
    maxAge: 60,
    truncateBefore: 3,
  })
})

test.each([
  ['not JSON'],
  ['[1]'],
  ['null'],
  ['{"$maxCount":0,"$maxAge":-1,"$tb":1.5}'],
  ['{"$maxCount":"5"}'],
])('malformed metadata and settings out of range are ignored: %s', (json) => {
  expect(parse(json)).toEqual({})
})

test('only the soft delete mark makes a stream soft deleted', () => {
  expect(isSoftDeleted(parse(softDeleteMetadata))).toBe(true)
  expect(isSoftDeleted(parse('{"$tb":1000000}'))).toBe(false)
})

test('an append to a soft deleted stream keeps older events hidden and all other settings', () => {
  const metadata = Buffer.from('{"$tb":9223372036854775807,"$maxCount":5,"owner":"accounts"}')
  expect(JSON.parse(Buffer.from(undeletedMetadata(metadata, 3)).toString())).toEqual({
    $tb: 3,
    $maxCount: 5,
    owner: 'accounts',
  })
})

test.each([
  [{}, 9, 0],
  [{ truncateBefore: 4 }, 9, 4],
  [{ maxCount: 3 }, 9, 7],
  [{ maxCount: 3, truncateBefore: 8 }, 9, 8],
  [{ maxCount: 20 }, 9, 0],
])('with %j and last revision %d the first visible revision is %d', (metadata, lastRevision, first) => {
  expect(firstVisibleRevision(metadata, lastRevision)).toBe(first)
})
