import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { connect } from '../../postgres/connect.ts'
import { provisionTenant } from '../../postgres/provision.ts'
import { type TestDatabase, testDatabase } from '../../run/local/postgres/test-database.ts'
import { pathAndCache } from '../../run/local/testing/path-and-cache.ts'

// Every command is started for its help, which takes long on a busy machine.
jest.setTimeout(180_000)

const root = join(import.meta.dirname, '../../..')
const scripts: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts

const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }))

type NpmCommand = { page: string; script: string; options: string[] }

/** `npm run x -- --y` and `npm test`, with the options after `--`, up to the end of the command. */
const npmCommands: NpmCommand[] = pages.flatMap(({ name, text }) =>
  [...text.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(test|start))( -- [^`\n|#;]*)?/g)].map(
    ([, run, own, rest = '']) => ({
      page: name,
      script: run ?? own ?? '',
      options: rest.match(/(?<= )--[a-z][\w-]*/g) ?? [],
    }),
  ),
)

test('every npm command in the docs exists', () => {
  expect(npmCommands.length).toBeGreaterThan(80)
  expect(npmCommands.filter(({ script }) => !(script in scripts))).toEqual([])
})

/** The help of a command; undefined for what is not ours, such as jest. */
const helpOf = (script: string): string | undefined => {
  const [, program, words = ''] = /\bnode (?:--\S+ )*(infra\/\S+)(.*)$/.exec(scripts[script] ?? '') ?? []
  if (program === undefined) return undefined
  const args = [program, ...words.trim().split(' ').filter(Boolean), '--help']
  const run = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...pathAndCache() },
  })
  expect([script, run.status]).toEqual([script, 0])
  return run.stdout
}

test('every option of an npm command in the docs is in its help', () => {
  const used = npmCommands.filter(({ options }) => options.length > 0)
  expect(used.length).toBeGreaterThan(20)
  for (const script of new Set(used.map((command) => command.script))) {
    const help = helpOf(script)
    if (help === undefined) continue
    const options = new Set(used.flatMap((command) => (command.script === script ? command.options : [])))
    expect([script, [...options].filter((option) => !help.includes(option))]).toEqual([script, []])
  }
})

test('every page that a page links to exists, with its section', () => {
  const sectionsOf = (text: string) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    )
  const broken = pages.flatMap(({ name, text }) =>
    [...text.matchAll(/\]\(([^)\s#]*)(?:#([^)\s]+))?\)/g)]
      .filter(([, path = '']) => !/^\w+:/.test(path))
      .filter(([, path = '', section]) => {
        const target = path === '' ? join(root, name) : join(root, name, '..', path)
        if (!existsSync(target)) return true
        return section !== undefined && !sectionsOf(readFileSync(target, 'utf8')).includes(section)
      })
      .map(([link]) => `${name}: ${link}`),
  )
  expect(broken).toEqual([])
})

describe('the SQL of the runbook and of the alerts', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
    await provisionTenant(connect(database.owner), 'acme')
  })
  afterAll(() => database.drop())

  const runbook = pages.find(({ name }) => name === 'docs/runbook.md')?.text ?? ''
  const inCommands = [...runbook.matchAll(/-c (['"])([\s\S]*?)\1/g)].map(([, , statement = '']) => statement)
  const inText = [...runbook.matchAll(/`((?:delete from|truncate) [^`]+)`/g)].map(
    ([, statement = '']) => statement,
  )

  const alerts = pages.find(({ name }) => name === 'docs/alerts.md')?.text ?? ''
  const ofAlerts = [
    ...[...alerts.matchAll(/^```sql\n([\s\S]*?)^```/gm)].map(([, statement = '']) => statement),
    ...[...alerts.matchAll(/`(select [^`]+)`/g)].map(([, statement = '']) => statement),
  ]

  test.each([...inCommands, ...inText, ...ofAlerts].filter((statement) => !statement.includes('PID')))(
    '%s',
    async (statement) => {
      await connect(database.owner).unsafe(statement)
    },
  )

  test('is found', () => {
    expect(inCommands.length + inText.length).toBeGreaterThanOrEqual(8)
    expect(ofAlerts.length).toBeGreaterThanOrEqual(2)
  })
})
