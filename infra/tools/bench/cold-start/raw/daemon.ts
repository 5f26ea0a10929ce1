import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'

/** Sends one span to the X-Ray daemon, as an invocation that is sampled does, but of a trace of its own. */
export const sendSpan = (): Promise<void> => {
  const [host, port] = (process.env.AWS_XRAY_DAEMON_ADDRESS ?? '').split(':')
  const socket = createSocket('udp4')
  return new Promise((resolve, reject) => {
    socket.send(
      `{"format":"json","version":1}\n${JSON.stringify(newSpan())}`,
      Number(port),
      host,
      (error) => {
        socket.close()
        if (error) reject(error)
        else resolve()
      },
    )
  })
}

const newSpan = () => {
  const now = Date.now() / 1000
  const time = Math.floor(now).toString(16)
  return {
    ...{ type: 'subsegment', name: 'raw', id: randomHex(8), parent_id: randomHex(8) },
    ...{ trace_id: `1-${time}-${randomHex(12)}`, start_time: now, end_time: now },
  }
}

const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex')
