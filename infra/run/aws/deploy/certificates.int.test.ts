import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect as connectTls, createServer } from 'node:tls'
import { describe, expect, test } from '@jest/globals'
import { daysLeft, makeAuthority, signNodeCertificate } from './certificates.ts'

const domain = 'eventstore.finance-prod.internal'

describe('the certificates of the event store', () => {
  test('a client that trusts the authority reaches a node by each of its names and by no other', async () => {
    const authority = await makeAuthority('prod')
    const node = await signNodeCertificate(authority, domain)
    const server = createServer({ cert: node.certificate, key: node.key, ca: authority.certificate })
    server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const reach = async (servername: string): Promise<string> => {
      const socket = connectTls({ port, host: '127.0.0.1', ca: authority.certificate, servername })
      const outcome = await Promise.race([
        once(socket, 'secureConnect').then(() => 'reached'),
        once(socket, 'error').then(([error]) => String(error.code)),
      ]).catch((error) => String(error.code))
      socket.destroy()
      return outcome
    }
    expect(await reach(`node-1.${domain}`)).toBe('reached')
    expect(await reach(`node-3.${domain}`)).toBe('reached')
    expect(await reach('node-1.eventstore.finance-test.internal')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
    server.close()
  })

  test('a node accepts another node as its client', async () => {
    const authority = await makeAuthority('prod')
    const [first, second] = [
      await signNodeCertificate(authority, domain),
      await signNodeCertificate(authority, domain),
    ]
    const server = createServer({
      cert: first.certificate,
      key: first.key,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: true,
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const accepted = once(server, 'secureConnection')
    const client = connectTls({
      port: (server.address() as AddressInfo).port,
      host: '127.0.0.1',
      servername: `node-1.${domain}`,
      ca: authority.certificate,
      cert: second.certificate,
      key: second.key,
    })
    const [socket] = await accepted
    expect(socket.getPeerCertificate().subject.CN).toBe('eventstoredb-node')
    client.destroy()
    socket.destroy()
    server.close()
  })

  test('the node has an RSA key and five years, and the authority fits into a variable', async () => {
    const now = new Date('2026-11-26T00:00:00Z')
    const authority = await makeAuthority('prod', now)
    const node = await signNodeCertificate(authority, domain, now)
    const parsed = new X509Certificate(node.certificate)
    expect(parsed.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true)
    expect(parsed.publicKey.asymmetricKeyType).toBe('rsa')
    expect([daysLeft(node.certificate, now), daysLeft(authority.certificate, now)]).toEqual([1825, 7300])
    expect(authority.certificate.length).toBeLessThan(800)
  })
})
