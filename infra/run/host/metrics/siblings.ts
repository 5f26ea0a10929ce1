import { createHash } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client'
import { log } from '../../../observability/log.ts'
import { makePrivateFolder } from '../../../process/private-folder.ts'

/** The metrics of one process, as prom-client returns and adds them. */
export type Metrics = MetricObjectWithValues<MetricValue<string>>[]

export type Siblings = {
  /** Returns the metrics of every process of the service on this machine, added up. */
  readAll(): Promise<Metrics>
  /** Passes the counters on to another process, so that the sums do not fall when this one ends. */
  leave(): Promise<void>
}

/** A process that does not respond in time is left out of a reading. */
const timeoutMs = 1_000
const maxBytes = 16 * 1024 * 1024

/**
 * Joins the processes that share a port, such as the workers of a cluster, so that each can serve the metrics
 * of all. Every process listens on a socket of its own in a folder that only this user may open. node:cluster
 * has no other way here: under PM2 its primary process is PM2's.
 * @throws UnsafeFolder when another user may open the folder, and could read and falsify the metrics
 */
export const joinSiblings = async (
  service: string,
  own: () => Promise<Metrics>,
  folder: string = folderOf(service),
): Promise<Siblings> => {
  makePrivateFolder(folder)
  const path = join(folder, `${process.pid}.sock`)
  rmSync(path, { force: true })
  /** The counters of processes that have ended. */
  let inherited: Metrics = []
  const readOwn = async (): Promise<Metrics> => sumOf([await own(), inherited])
  const server = createServer((incoming, response) => {
    void respond(incoming, response).catch((error: unknown) => {
      log('warn', 'Metrics could not be exchanged with another process', { error })
      response.destroy()
    })
  })
  const respond = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (incoming.method === 'POST') inherited = await sumOf([inherited, JSON.parse(await textOf(incoming))])
    response.end(JSON.stringify(incoming.method === 'POST' ? [] : await readOwn()))
  }
  // Not through the primary process of the cluster, which would share the socket among the workers.
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen({ path, exclusive: true }, listening)
  })
  const others = (): string[] =>
    readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((other) => other.endsWith('.sock') && other !== path)

  return {
    async readAll() {
      const read = await Promise.all(others().map((other) => exchange(other, 'GET')))
      return sumOf([await readOwn(), ...read.filter((metrics) => metrics !== undefined)])
    },
    async leave() {
      rmSync(path, { force: true })
      const counters = (await readOwn()).filter(({ type }) => String(type) !== 'gauge')
      for (const other of others()) if (await exchange(other, 'POST', JSON.stringify(counters))) break
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/**
 * One folder for each user, service and port. Its path is short, because that of a socket has at most 108
 * bytes.
 */
const folderOf = (service: string): string => {
  const id = createHash('sha256').update(service).digest('hex').slice(0, 12)
  return join(tmpdir(), `finance-metrics-${process.getuid?.()}-${id}`)
}

/** Adds the values of several processes, each metric in the way that it declares. */
const sumOf = async (all: readonly Metrics[]): Promise<Metrics> =>
  all.length === 1 ? (all[0] ?? []) : await AggregatorRegistry.aggregate([...all] as never).getMetricsAsJSON()

/** Undefined when the process does not respond. The socket of one that has ended is removed. */
const exchange = (path: string, method: 'GET' | 'POST', body?: string): Promise<Metrics | undefined> =>
  new Promise((resolve) => {
    const outgoing = request({ socketPath: path, method, path: '/', timeout: timeoutMs }, (response) => {
      void metricsIn(response).then(resolve)
    })
    outgoing.on('timeout', () => outgoing.destroy())
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') rmSync(path, { force: true })
      resolve(undefined)
    })
    outgoing.end(body)
  })

/** Undefined for a response without the metrics of a process, which must not hide those of the others. */
const metricsIn = async (response: IncomingMessage): Promise<Metrics | undefined> => {
  try {
    const metrics: unknown = JSON.parse(await textOf(response))
    return response.statusCode === 200 && Array.isArray(metrics) ? metrics : undefined
  } catch {
    return undefined
  }
}

const textOf = async (stream: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new Error(`More than ${maxBytes} bytes of metrics`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
