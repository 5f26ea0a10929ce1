import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { letEnter } from './account.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'account-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a private folder is opened only for a user of the programs who does not own it', () => {
  const modeFor = (identity: { uid: number; gid: number } | undefined): number => {
    letEnter(folder, { identity })
    return statSync(folder).mode & 0o777
  }
  const { uid, gid } = statSync(folder)
  expect([undefined, { uid, gid }, { uid: uid + 1, gid }].map(modeFor)).toEqual([0o700, 0o700, 0o711])
})
