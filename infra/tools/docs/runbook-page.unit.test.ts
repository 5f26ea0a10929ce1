import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse, parseAllDocuments } from 'yaml'
import { metricList } from '../../observability/metric-list.ts'
import { createRegistry } from '../../run/host/metrics/registry.ts'

const root = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** The pages that somebody follows in an emergency. */
const pages = ['docs/runbook.md', 'docs/alerts.md', 'docs/backup.md', 'docs/deploy-host.md'].map((name) => ({
  name,
  text: read(name),
}))
const sources = globSync('{functions,infra}/**/*.ts', { cwd: root })
  .filter((path) => !/\.test\.ts$|\/testing\//.test(path))
  .map(read)
  .join('\n')

/** What a pattern finds in a page: its first group, each once. */
const found = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, first = '']) => first)),
]
const foundInAll = (pattern: RegExp): string[] => pages.flatMap(({ text }) => found(text, pattern))

describe.each(pages)('$name', ({ text }) => {
  test('names only metrics that exist, or beginnings of their names', () => {
    const series = [
      ...Object.keys(metricList),
      ...createRegistry({ withTenants: false }).registries.flatMap((registry) =>
        registry.getMetricsAsArray().map(({ name }) => name),
      ),
    ]
    const words = found(
      text,
      /(?<![\w{.-])((?:relay|projection|nodejs|process|graphql|http|rate_limited)_\w*)/g,
    )
    expect(words.filter((word) => !series.some((name) => name.startsWith(word)))).toEqual([])
  })

  test('names only codes of errors and variables that exist', () => {
    const words = found(text, /`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g)
    const scripts = `${sources}\n${read('infra/run/docker/compose.yml')}`
    expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(scripts))).toEqual([])
  })

  test('names only files and folders that exist', () => {
    const paths = found(text, /(?<![\w/.])((?:infra|functions|domain|migrations)\/[\w./-]*\w)/g)
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

test('every message of the log that the pages quote is one that the service writes', () => {
  const ofOthers = ['No space left', 'Finance service']
  const messages = foundInAll(/`([A-Z][a-z]+ [\w ,;]+)`/g).filter((message) => !ofOthers.includes(message))
  expect(messages.length).toBeGreaterThanOrEqual(4)
  expect(messages.filter((message) => !sources.includes(message))).toEqual([])
})

test('what kubectl is told to touch is in the files of Kubernetes', () => {
  const resources = globSync('infra/run/kubernetes/*/*.yaml', { cwd: root }).flatMap((path) =>
    parseAllDocuments(read(path)).map(
      (document) => document.toJS() as { kind: string; metadata?: { name: string } },
    ),
  )
  const names = resources.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata?.name}`)
  const told = [
    ...foundInAll(/\b((?:deployment|job|pod)\/[a-z][\w-]*)/g),
    ...foundInAll(/kubectl -n finance delete ((?:job|pod) [a-z][\w-]*)/g).map((words) =>
      words.replace(' ', '/'),
    ),
  ]
  expect(told.length).toBeGreaterThanOrEqual(4)
  expect(told.filter((name) => !names.includes(name))).toEqual([])
})

test('what docker compose and pm2 are told to touch exists', () => {
  const services = Object.keys(parse(read('infra/run/docker/compose.yml'), { merge: true }).services)
  const told = [
    ...foundInAll(/compose\.yml (?:stop|start|restart|logs) ([a-z]+)/g),
    ...foundInAll(/docker compose [^\n`]*\brun (?:--build )?--rm (?:--volume \S+ )?([a-z]+)/g),
  ]
  expect(told).toContain('tools')
  expect(told.filter((name) => !services.includes(name))).toEqual([])
  const processes = foundInAll(/\bpm2 (?:stop|start|reload|scale) ([a-z][\w-]+)(?![\w.-])/g)
  expect(processes).not.toEqual([])
  for (const name of processes) expect(read('ecosystem.config.cjs')).toContain(`'${name}'`)
})
