import { execFileSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from '@jest/globals'
import {
  cleanUp,
  type DevProcess,
  isAlive,
  runDev,
  survivorsOf,
  temporaryFolder,
} from './testing/dev-process.ts'
import { createInvoice, readInvoice } from './testing/invoices.ts'

afterAll(cleanUp)

const stopTimeoutMs = 12_000

type Part = 'postgres' | 'node' | 'service'

const commandOf: Record<Part, RegExp> = {
  postgres: /native\/bin\/postgres -D/,
  node: /event-store\/main\.ts/,
  service: /run\/host\/main\.ts/,
}

/** Returns the process of a part, when it runs. */
const findPart = (service: DevProcess, part: Part): number | undefined =>
  service.processTree().find((pid) => isAlive(pid) && commandOf[part].test(commandLine(pid)))

/** Returns the id of the process that it killed. @throws Error when the part does not run */
const killPart = (service: DevProcess, part: Part): number => {
  const pid = findPart(service, part)
  if (pid === undefined) throw new Error(`${part} does not run`)
  process.kill(pid, 'SIGKILL')
  return pid
}

const commandLine = (pid: number): string => {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

/** In four orders each process is once at each place, and once directly behind each other one. */
const orders: (Part | 'dev')[][] = [
  ['postgres', 'node', 'dev', 'service'],
  ['node', 'service', 'postgres', 'dev'],
  ['service', 'dev', 'node', 'postgres'],
  ['dev', 'postgres', 'service', 'node'],
]

test('kill -9 of all processes, one after another, in different orders: each start succeeds and has the data', async () => {
  const DATA_DIR = temporaryFolder()
  const acknowledged: string[] = []
  const start = async () => {
    const service = runDev({ DATA_DIR })
    const { client } = await service.banner()
    for (const id of acknowledged) expect(await readInvoice(client, id)).toEqual({ id })
    return { service, client }
  }
  for (const order of orders) {
    const { service, client } = await start()
    acknowledged.push((await createInvoice(client)).id)
    const processes = service.processTree()
    const pids = order.map((part) => (part === 'dev' ? service.pid : findPart(service, part)))
    for (const pid of pids) if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL')
    await service.exited
    expect(await survivorsOf(processes, stopTimeoutMs)).toEqual([])
  }
  const { service } = await start()
  service.child.kill('SIGTERM')
  await service.exited
  expect(new Set(acknowledged).size).toBe(orders.length)
}, 300_000)

test('each part that is killed alone is started again, and the service works', async () => {
  const service = runDev({ DATA_DIR: temporaryFolder() })
  const { client } = await service.banner()
  for (const part of ['postgres', 'node', 'service'] as const) {
    const killed = killPart(service, part)
    const { id } = await retry(() => createInvoice(client))
    expect(await retry(() => readInvoice(client, id))).toEqual({ id })
    expect(findPart(service, part)).not.toBe(killed)
    expect(service.output()).toMatch(/ended by itself \(SIGKILL\) and is started again/)
  }
  service.child.kill('SIGTERM')
  expect(await service.exited).toBe(0)
}, 120_000)

/** Repeats what fails while a part is being started again. */
const retry = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
  for (;;) {
    try {
      return await attempt()
    } catch {
      await pause(50)
    }
  }
}

test('a part that is killed again and again ends everything with a message and exit code 1', async () => {
  const service = runDev({ DATA_DIR: temporaryFolder() })
  await service.banner()
  const processes = new Set(service.processTree())
  let ended = false
  void service.exited.then(() => {
    ended = true
  })
  while (!ended) {
    const node = findPart(service, 'node')
    for (const pid of service.processTree()) processes.add(pid)
    if (node !== undefined) process.kill(node, 'SIGKILL')
    await pause(20)
  }
  expect(await service.exited).toBe(1)
  expect(service.output()).toContain('The EventStoreDB node ended too often and is not started again')
  expect(await survivorsOf([...processes], stopTimeoutMs)).toEqual([])
}, 120_000)
