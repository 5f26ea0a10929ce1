import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { atMost, type Figure, megabytes, notMeasured, seconds, stated, timed } from './figure.ts'
import { memoryOf } from './memory.ts'
import { plainEnvironment, root } from './service.ts'

type Options = { dataDir: string; log(line: string): void }

/** `npm run dev` from nothing and again, and what it holds in memory once the demonstration data is in. */
export const starting = async ({ dataDir, log }: Options): Promise<Figure[]> => {
  log('starting npm run dev from an empty folder')
  const fresh = await startedFor(dataDir, '0', async () => undefined)
  log('starting npm run dev again')
  const warm = await startedFor(dataDir, '0', async () => undefined)
  log('starting npm run dev with the demonstration data')
  const full = await startedFor(dataDir, '1', async (pid) => memoryOf(pid))
  return [
    atMost('npm run dev, warm', { measured: warm.took, bound: 3_000, unit: seconds }),
    atMost(
      'npm run dev, from an empty folder',
      { measured: fresh.took, bound: 8_000, unit: seconds },
      'before the demonstration data',
    ),
    full.seen === undefined
      ? notMeasured('memory with the demonstration data', 'this system has no /proc')
      : atMost(
          'memory with the demonstration data',
          { measured: full.seen, bound: 500e6, unit: megabytes },
          'PSS of all processes together',
        ),
    stated(
      'npm run dev with the demonstration data',
      seconds(full.took),
      '200 invoices through the public API',
    ),
  ]
}

/** The address in the banner is what comes last, when everything can be used. */
const startedFor = async <Seen>(dataDir: string, demo: string, look: (pid: number) => Promise<Seen>) => {
  const child = spawn(process.execPath, [resolve(root, 'infra/run/local/dev/main.ts')], {
    env: { ...plainEnvironment(), DATA_DIR: dataDir, DEMO: demo, PORT: '0', EVENTSTORE_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  try {
    const { took } = await timed(() => banner(child))
    return { took, seen: await look(child.pid ?? 0) }
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
  }
}

const banner = (child: ChildProcess): Promise<void> =>
  new Promise((shown, ended) => {
    let [output, errors] = ['', '']
    child.stdout?.on('data', (chunk) => {
      output += chunk
      if (output.includes('GraphiQL')) shown()
    })
    child.stderr?.on('data', (chunk) => {
      errors = (errors + chunk).slice(-2000)
    })
    child.once('exit', (code) => ended(new Error(`npm run dev ended with exit code ${code}: ${errors}`)))
  })
