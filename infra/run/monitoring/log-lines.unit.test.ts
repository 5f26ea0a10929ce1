import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/alerts.md'), 'utf8')
const section = page.slice(page.indexOf('## Log lines without an alert'))

/** The sources of what runs as the service; infra/tools are commands for people. */
const sources = ['domain', 'functions', 'infra']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  .filter(
    (path) => /(?<!\.test)\.ts$/.test(path) && !/\/testing\/|^infra\/(tools|run\/(aws|local))\//.test(path),
  )
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n')

/** A job that finishes streams logs its `failure`. */
const errors = [...sources.matchAll(/\b(?:log\(\s*'error',\s*|failure: )'([^']+)'/g)].map(
  ([, message = '']) => message,
)
const explained = [...section.matchAll(/`([A-Z][^`]* [^`]*)`/g)].map(([, message = '']) => message)

test('docs/alerts.md says what to do about every error that the service logs', () => {
  expect(errors.length).toBeGreaterThan(15)
  expect(errors.filter((message) => !explained.includes(message))).toEqual([])
})

test('the service logs every line that the section names', () => {
  expect(explained.length).toBeGreaterThan(20)
  expect(explained.filter((message) => !sources.includes(`'${message}'`))).toEqual([])
})
