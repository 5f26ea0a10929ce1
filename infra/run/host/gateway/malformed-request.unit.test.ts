import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import { expect, test } from '@jest/globals'
import { respondToMalformed } from './malformed-request.ts'

test('a connection ends once, however many parts of what is no request come behind a request', () => {
  const server = new EventEmitter()
  respondToMalformed(server as Server, () => ({ status: 400, headers: {}, body: '' }))
  const ended: string[] = []
  const socket = { writable: true, end: (then: () => void) => then(), destroy: () => ended.push('socket') }
  const response = Object.assign(new EventEmitter(), { writableFinished: false })
  server.emit('request', { socket, complete: true }, response)

  for (let part = 0; part < 20; part++) server.emit('clientError', new Error('Parse Error'), socket)

  expect(response.listenerCount('finish')).toBe(1)
  response.emit('finish')
  expect(ended).toEqual(['socket'])
})
