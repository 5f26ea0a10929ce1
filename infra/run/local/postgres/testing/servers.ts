import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { processStart } from '../../../../process/process-identity.ts'
import { type Postgres, type PostgresOptions, startPostgres } from '../start.ts'

type Address = { port: number; password: string }

/** Runs `work` as the superuser, on its own connection. */
export const query = async <T>(
  { port, password }: Address,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> => {
  const options = { host: '127.0.0.1', port, username: 'postgres', password, database: 'postgres', max: 1 }
  const sql = postgres(options)
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

/** Starts another process of this project that starts a server and reports where it listens. */
export const startInOtherProcess = async (
  dataDir: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ child: ChildProcess; server: Address & { pid: number } }> => {
  const program = `
    const { startPostgres } = await import(${JSON.stringify(resolve(import.meta.dirname, '../start.ts'))})
    const { port, password, pid } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} })
    console.log(JSON.stringify({ port, password, pid }))
    setInterval(() => undefined, 60_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const firstLine = createInterface(child.stdout)[Symbol.asyncIterator]().next()
  const exit = new Promise<never>((_, reject) =>
    child.once('exit', (code) => reject(new Error(`exit code ${code} before the server was ready`))),
  )
  const { value } = await Promise.race([firstLine, exit])
  return { child, server: JSON.parse(String(value)) }
}

/** Kills a process as `kill -9` does, and waits for its end. */
export const kill = async (child: ChildProcess): Promise<void> => {
  const exited = new Promise((done) => child.once('exit', done))
  child.kill('SIGKILL')
  await exited
}

export const waitUntilGone = async (pid: number): Promise<void> => {
  while (processStart(pid) !== undefined) await pause(10)
}

/** A folder for each test, and the servers that it starts, which `cleanUp` stops. */
export const serversInFolder = () => {
  const running: Postgres[] = []
  const root = mkdtempSync(join(tmpdir(), 'finance postgres '))
  return {
    root,
    start: async (options: PostgresOptions): Promise<Postgres> => {
      const server = await startPostgres(options)
      running.push(server)
      return server
    },
    cleanUp: async (): Promise<void> => {
      for (const server of running.splice(0)) await server.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
