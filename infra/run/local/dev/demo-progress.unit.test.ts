import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { markAsRestored, markAsRestoring, requireFinishedRestore } from './demo-progress.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'finance-progress-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

test('a folder is refused from the beginning of a restore until its end', () => {
  requireFinishedRestore(dataDir)
  markAsRestoring(dataDir)
  expect(() => requireFinishedRestore(dataDir)).toThrow('npm run restore -- DIR')
  markAsRestored(dataDir)
  requireFinishedRestore(dataDir)
})
