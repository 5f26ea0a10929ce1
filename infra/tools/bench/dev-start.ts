import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { spawnedPid } from '../../run/local/child-process/spawned-pid.ts'
import { atMost, type Figure, megabytes, notMeasured, seconds, withoutBudget } from './figure.ts'
import { readMemoryBytes } from './process-memory.ts'
import { plainEnvironment, root } from './service.ts'
import { time } from './time.ts'

type Options = { dataDir: string; log(line: string): void }

const memoryLine = 'npm run dev with demo data, memory'

/** How long `npm run dev` takes until its banner, and the memory of its processes with the demo data. */
export const measureDevStart = async ({ dataDir, log }: Options): Promise<Figure[]> => {
  log('starting npm run dev on an empty folder')
  const first = await runDev({ dataDir, demo: false })
  log('starting npm run dev again')
  const second = await runDev({ dataDir, demo: false })
  log('starting npm run dev with the demo data')
  const { startMs, memoryBytes } = await runDev({ dataDir, demo: true })
  const empty = { measured: first.startMs, bound: 8_000, unit: seconds }
  return [
    atMost('npm run dev, second start', { measured: second.startMs, bound: 3_000, unit: seconds }),
    atMost('npm run dev, first start', empty, 'on an empty folder, without demo data'),
    memoryBytes === undefined
      ? notMeasured(memoryLine, 'this system has no /proc')
      : atMost(
          memoryLine,
          { measured: memoryBytes, bound: 500e6, unit: megabytes },
          'sum of the PSS of all processes',
        ),
    withoutBudget(
      'npm run dev, start with demo data',
      seconds(startMs),
      'creates 200 invoices through the public API',
    ),
  ]
}

type Run = { startMs: number; memoryBytes: number | undefined }

/** Starts `npm run dev`, waits for its banner, reads its memory and stops it. */
const runDev = async ({ dataDir, demo }: { dataDir: string; demo: boolean }): Promise<Run> => {
  const variables = { DATA_DIR: dataDir, DEMO: demo ? '1' : '0', PORT: '0', EVENTSTORE_PORT: '0' }
  const child = spawn(process.execPath, [resolve(root, 'infra/run/local/dev/main.ts')], {
    env: { ...plainEnvironment(), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const pid = await spawnedPid(child)
  try {
    const { tookMs } = await time(() => waitForBanner(child))
    return { startMs: tookMs, memoryBytes: readMemoryBytes(pid) }
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
  }
}

/** The banner is the last output of the start. It contains the link to GraphiQL. */
const waitForBanner = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let [output, errors] = ['', '']
    child.stdout?.on('data', (chunk) => {
      output += chunk
      if (output.includes('GraphiQL')) resolve()
    })
    child.stderr?.on('data', (chunk) => {
      errors = (errors + chunk).slice(-2000)
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`npm run dev ended with exit code ${code}: ${errors}`)))
  })
