import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { ChildFailed, type Exit, type StartingChild } from './child.ts'
import { reloadOnChange } from './reload-on-change.ts'

let root: string
let steps: string[]
let reload: { stop(): Promise<void> }

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reload-on-change-'))
  for (const folder of ['domain', 'functions', 'infra', 'migrations']) mkdirSync(join(root, folder))
  steps = []
})
afterEach(async () => {
  await reload.stop()
  rmSync(root, { recursive: true })
})

/** A child without a process, which writes its start and its stop into `steps`. */
const fakeChild = (name: string, ready: Promise<object> = Promise.resolve({})) => {
  const exit = Promise.withResolvers<Exit>()
  ready.catch(() => undefined)
  steps.push(`${name} starts`)
  const stop = async () => {
    steps.push(`${name} stops`)
    exit.resolve(0)
  }
  return { ready, exited: exit.promise, stop, exit: exit.resolve }
}

const changeSource = () => writeFileSync(join(root, 'domain', 'a.ts'), `${performance.now()}`)

const waitForStep = async (step: string): Promise<void> => {
  while (!steps.includes(step)) await pause(10)
}

const start = (first: StartingChild<object>, startNext: () => StartingChild<object>) => {
  reload = reloadOnChange({ root, first, startNext, log: (line) => steps.push(line) })
}

const restarts = 'It starts again when a source file changes.'

test('a change stops the old host before it starts the new one', async () => {
  start(fakeChild('old'), () => fakeChild('new'))
  changeSource()
  await waitForStep('Reloaded')
  expect(steps).toEqual([
    'old starts',
    'Reloading, because domain/a.ts changed',
    'old stops',
    'new starts',
    'Reloaded',
  ])
})

test('a host that does not start is reported, and the next change starts another one', async () => {
  const children = [
    () => fakeChild('broken', Promise.reject(new ChildFailed('Syntax error'))),
    () => fakeChild('mended'),
  ]
  start(fakeChild('old'), () => children.shift()?.() ?? fakeChild('unexpected'))
  changeSource()
  await waitForStep(`Syntax error. ${restarts}`)
  changeSource()
  await waitForStep('Reloaded')
  expect(steps).toContain('mended starts')
})

test('a host that ends by itself is reported', async () => {
  const first = fakeChild('old')
  start(first, () => fakeChild('new'))
  first.exit(3)
  await waitForStep(`The service ended by itself (exit code 3). ${restarts}`)
  expect(steps).not.toContain('new starts')
})

test('a host that a signal ended is started again, but not for ever', async () => {
  const children: ReturnType<typeof fakeChild>[] = []
  const startChild = () => {
    const child = fakeChild(`host ${children.length}`)
    children.push(child)
    return child
  }
  start(startChild(), startChild)
  for (let ended = 0; !steps.some((step) => step.includes(restarts)); ended++) {
    const child = children[ended]
    if (child) child.exit('SIGKILL')
    while (children.length === ended + 1 && !steps.at(-1)?.includes(restarts)) await pause(5)
  }
  expect(children.length).toBeGreaterThan(1)
  expect(steps.filter((step) => step === 'Started again')).toHaveLength(children.length - 1)
  expect(steps.at(-1)).toBe(`The service ended by itself (SIGKILL). ${restarts}`)
})

test('a host that is stopped is not reported', async () => {
  start(fakeChild('old'), () => fakeChild('new'))
  await reload.stop()
  await pause(0)
  expect(steps.filter((step) => step.includes('ended'))).toEqual([])
})
