import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { onChange } from './reload.ts'

let root: string
let changed: string[]
let stop: () => void

const write = (path: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), `${performance.now()}`)
}

/** The next change that is told. A change that is not to be told is followed by one that is, because nothing else shows its absence. */
const told = async (count: number): Promise<string[]> => {
  while (changed.length < count) await new Promise((resolve) => setTimeout(resolve, 10))
  return changed
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reload-'))
  for (const path of [
    'domain/a.ts',
    'functions/contract/schema.graphql',
    'infra/run/local/x.ts',
    'migrations/1.sql',
    'serverless.yml',
  ])
    write(path)
  changed = []
  const watch = onChange(root, {
    changed: (file) => changed.push(file),
    failed: (error) => changed.push(error.message),
  })
  stop = watch.stop
})
afterEach(() => {
  stop()
  rmSync(root, { recursive: true })
})

test.each(['domain/a.ts', 'functions/contract/schema.graphql', 'migrations/1.sql', 'serverless.yml'])(
  '%s',
  async (path) => {
    write(path)
    expect(await told(1)).toEqual([path])
  },
)

test('a folder that is new', async () => {
  write('domain/new/b.ts')
  expect((await told(1))[0]).toMatch(/^domain\/new/)
})

test('several files saved together are one change', async () => {
  write('domain/a.ts')
  write('migrations/1.sql')
  const [together] = await told(1)
  write('serverless.yml')
  expect(await told(2)).toEqual([together, 'serverless.yml'])
})

test('tests, the tools of this machine and files of other kinds are no change', async () => {
  for (const path of [
    'domain/a.unit.test.ts',
    'infra/run/local/x.ts',
    'domain/testing/examples.ts',
    'domain/notes.md',
    'domain/.a.ts.swp',
    'other.yml',
  ])
    write(path)
  await new Promise((resolve) => setTimeout(resolve, 200))
  write('domain/a.ts')
  expect(await told(1)).toEqual(['domain/a.ts'])
})

test('a manifest that an editor replaces by renaming is noticed each time', async () => {
  for (const count of [1, 2]) {
    write('draft')
    renameSync(join(root, 'draft'), join(root, 'serverless.yml'))
    expect(await told(count)).toEqual(Array(count).fill('serverless.yml'))
  }
})
