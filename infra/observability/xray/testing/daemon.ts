import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { parseDatagram, type SubsegmentDocument } from './segment-document.ts'

export type Daemon = {
  /** For AWS_XRAY_DAEMON_ADDRESS. */
  address: string
  /** Returns what was sent since the last call, once `count` documents have come. */
  receive(count: number): Promise<SubsegmentDocument[]>
  /** Returns what was sent since the last call. */
  receiveSent(): Promise<SubsegmentDocument[]>
  close(): Promise<void>
}

/** Receives documents as the X-Ray daemon does, and rejects those that X-Ray would not accept. */
export const startDaemon = async (): Promise<Daemon> => {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 })
  const datagrams: Buffer[] = []
  socket.on('message', (datagram) => datagrams.push(datagram))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  return {
    address: `127.0.0.1:${port}`,
    async receive(count) {
      while (datagrams.length < count) await once(socket, 'message')
      return datagrams.splice(0).map(parseDatagram)
    },
    async receiveSent() {
      await sendLast(port)
      while (!datagrams.some(isLast)) await once(socket, 'message')
      return datagrams
        .splice(0)
        .filter((datagram) => !isLast(datagram))
        .map(parseDatagram)
    },
    close: () => new Promise((closed) => socket.close(() => closed())),
  }
}

/** Datagrams on the loopback arrive in the order in which they were sent. */
const last = 'last'
const isLast = (datagram: Buffer): boolean => datagram.toString() === last

const sendLast = async (port: number): Promise<void> => {
  const socket: Socket = createSocket('udp4')
  await new Promise((sent) => socket.send(last, port, '127.0.0.1', sent))
  socket.close()
}
