import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { findOnPath } from './find-on-path.ts'

const before = process.env.PATH
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'path-'))
  process.env.PATH = ['/no/folder', folder].join(delimiter)
})
afterEach(() => {
  process.env.PATH = before
  rmSync(folder, { recursive: true })
})

test('the first program that can be executed is found', () => {
  for (const [name, mode] of [
    ['readable', 0o644],
    ['chromium', 0o755],
    ['google-chrome', 0o755],
  ] as const) {
    writeFileSync(join(folder, name), '')
    chmodSync(join(folder, name), mode)
  }
  expect(findOnPath('absent', 'google-chrome', 'chromium')).toBe(join(folder, 'google-chrome'))
  expect(findOnPath('absent')).toBeUndefined()
})

test('without a PATH nothing is found', () => {
  delete process.env.PATH
  expect(findOnPath('node')).toBeUndefined()
})
