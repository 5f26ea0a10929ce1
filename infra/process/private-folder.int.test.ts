import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { makePrivateFolder } from './private-folder.ts'

let parent: string
let path: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'finance-private-'))
  path = join(parent, 'sockets')
})
afterEach(() => rmSync(parent, { recursive: true }))

const unsafe = expect.objectContaining({ code: 'UNSAFE_FOLDER', message: expect.stringContaining('TMPDIR') })

test('the folder is made for its user alone, and may exist', () => {
  makePrivateFolder(path)
  makePrivateFolder(path)
  expect(lstatSync(path).mode & 0o777).toBe(0o700)
})

test.each([0o755, 0o770, 0o701])('a folder that others may open, by the mode %o, is refused', (mode) => {
  mkdirSync(path)
  chmodSync(path, mode)
  expect(() => makePrivateFolder(path)).toThrow(unsafe)
})

test('a folder of another user is refused', () => {
  makePrivateFolder(path)
  const { uid } = lstatSync(path)
  expect(() => makePrivateFolder(path, uid + 1)).toThrow(unsafe)
})

test('a link to a private folder is refused: whoever made it can let it lead elsewhere', () => {
  mkdirSync(join(parent, 'other'), { mode: 0o700 })
  symlinkSync(join(parent, 'other'), path)
  expect(() => makePrivateFolder(path)).toThrow(unsafe)
})
