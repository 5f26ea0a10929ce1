import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { watchSources } from './watch-sources.ts'

const existing = [
  'domain/a.ts',
  'functions/contract/schema.graphql',
  'infra/run/local/x.ts',
  'migrations/1.sql',
  'serverless.yml',
]

let root: string
let changes: string[]
let stop: () => void

const write = (path: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), `${performance.now()}`)
}

/** Waits until so many changes are reported and returns them. */
const reported = async (count: number): Promise<string[]> => {
  while (changes.length < count) await pause(10)
  return changes
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watch-sources-'))
  for (const path of existing) write(path)
  changes = []
  const watch = watchSources(root, {
    changed: (file) => changes.push(file),
    failed: (error) => changes.push(error.message),
  })
  stop = watch.stop
})
afterEach(() => {
  stop()
  rmSync(root, { recursive: true })
})

test.each(['domain/a.ts', 'functions/contract/schema.graphql', 'migrations/1.sql', 'serverless.yml'])(
  'a change of %s is reported',
  async (path) => {
    write(path)
    expect(await reported(1)).toEqual([path])
  },
)

test('a file in a new folder is reported', async () => {
  write('domain/new/b.ts')
  expect((await reported(1))[0]).toMatch(/^domain\/new/)
})

test('several files written together are reported as one change', async () => {
  write('domain/a.ts')
  write('migrations/1.sql')
  const [together] = await reported(1)
  write('serverless.yml')
  expect(await reported(2)).toEqual([together, 'serverless.yml'])
})

test('tests, local tools and files of other kinds are not reported', async () => {
  for (const path of [
    'domain/a.unit.test.ts',
    'infra/run/local/x.ts',
    'domain/testing/examples.ts',
    'domain/notes.md',
    'domain/.a.ts.swp',
    'other.yml',
  ])
    write(path)
  // Longer than the quiet time: a report of these files would come before the next change.
  await pause(200)
  write('domain/a.ts')
  expect(await reported(1)).toEqual(['domain/a.ts'])
})

test('a manifest that an editor replaces by renaming is reported each time', async () => {
  for (const count of [1, 2]) {
    write('draft')
    renameSync(join(root, 'draft'), join(root, 'serverless.yml'))
    expect(await reported(count)).toEqual(Array(count).fill('serverless.yml'))
  }
})
