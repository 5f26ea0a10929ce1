import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { answerReserveMs, withRemainingTime } from '../../process/time-left.ts'
import { closeConnections, connect } from '../connect.ts'

/**
 * A process whose connection is lost when the server has just accepted it: `ends`, because the server ends in
 * that moment, or `hangs`, because it does not respond any more and the time of the invocation is over. Prints
 * the code of the error that the query gets. It is a process of its own, because an error that nobody handles
 * ends a process.
 */
const [how] = process.argv.slice(2)

const message = (type: string, content: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(content.length + 4)
  return Buffer.concat([Buffer.from(type), length, content])
}
const accepted = message('R', Buffer.alloc(4))
const ready = message('Z', Buffer.from('I'))
const ended = message('E', Buffer.from('SFATAL\0VFATAL\0C57P02\0Mthe server ended\0\0'))

const respond = (socket: Socket): void => {
  socket.on('error', () => undefined)
  socket.once('data', () => {
    if (how === 'ends') socket.end(Buffer.concat([accepted, ready, ended]))
    else socket.write(Buffer.concat([accepted, ready]))
  })
}

const server = createServer(respond).listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
const sql = connect({ host: '127.0.0.1', port, user: 'u', password: 'p', database: 'd' })
const endsAtMs = performance.now() + answerReserveMs + 300
const remainingMs = () => (how === 'ends' ? Number.POSITIVE_INFINITY : endsAtMs - performance.now())
await withRemainingTime(remainingMs, async () => await sql`select 1`).catch((error: { code: string }) =>
  process.stdout.write(`${error.code}\n`),
)
await closeConnections()
// An error that nobody handles comes within a turn of the event loop.
await new Promise((resolve) => setTimeout(resolve, 50))
process.exit(0)
