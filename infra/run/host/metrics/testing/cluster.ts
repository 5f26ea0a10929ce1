import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { join } from 'node:path'
import { startHost } from '../../start.ts'

/**
 * A cluster of three hosts, as PM2 runs it. The process that forks this one gets the port, and can send 'stop'
 * to stop one worker or 'replace' to start another before one stops.
 */
const startWorker = async (): Promise<Worker> => {
  const worker = cluster.fork()
  await once(worker, 'message')
  return worker
}

const stopWorker = async (worker: Worker | undefined): Promise<void> => {
  if (!worker) throw new Error('No worker is left')
  const exited = once(worker, 'exit')
  worker.process.kill('SIGTERM')
  await exited
}

const runPrimary = async (): Promise<void> => {
  const workers = await Promise.all([startWorker(), startWorker(), startWorker()])
  process.on('message', async (order) => {
    if (order === 'replace') workers.push(await startWorker())
    await stopWorker(workers.shift())
    process.send?.('done')
  })
  process.send?.('ready')
}

const runWorker = async (): Promise<void> => {
  const manifestPath = join(import.meta.dirname, '../../fixtures/serverless.yml')
  const host = await startHost({ manifestPath, port: Number(process.env.PORT), address: '127.0.0.1' })
  process.once('SIGTERM', () => void host.stop().then(() => process.exit(0)))
  process.send?.('ready')
}

await (cluster.isPrimary ? runPrimary() : runWorker())
