import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { freeze } from '../process/testing/freeze.ts'
import { startTcpProxy } from '../process/testing/tcp-proxy.ts'
import { type KeyPair, makeAuthority, signNodeCertificate } from '../run/aws/deploy/certificates.ts'
import { accountFor } from '../run/local/postgres/account.ts'
import { asSuperuser } from '../run/local/postgres/local-database.ts'
import { type Postgres, startPostgres } from '../run/local/postgres/start.ts'
import { closeConnections } from './connect.ts'
import { database } from './database.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(120_000)

const before = { ...process.env }
let folder: string
let server: Postgres
let authority: KeyPair

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'finance-tls-'))
  server = await startPostgres({ dataDir: folder, durable: false, temporaryFolder: folder })
  authority = await makeAuthority('test')
  await useTls(await signNodeCertificate(authority, 'localhost'))
})
beforeEach(() => {
  process.env = {
    ...before,
    DATABASE_HOST: 'localhost',
    DATABASE_PORT: String(server.port),
    DATABASE_NAME: 'postgres',
    DATABASE_USERNAME: server.user,
    DATABASE_PASSWORD: server.password,
    DATABASE_SSL: 'true',
    DATABASE_SSL_CA: authority.certificate.replaceAll('\n', '\\n'),
  }
})
afterEach(async () => {
  await closeConnections()
  process.env = { ...before }
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Gives the running server a certificate, and waits until it uses it. */
const useTls = async ({ certificate, key }: KeyPair): Promise<void> => {
  const cluster = join(folder, 'postgres')
  const { uid, gid } = statSync(cluster)
  for (const [name, pem] of Object.entries({ 'server.crt': certificate, 'server.key': key })) {
    const path = join(cluster, name)
    writeFileSync(path, pem, { mode: 0o600 })
    accountFor({ uid, gid }).handOver(path)
  }
  await asSuperuser(server, async (sql) => {
    await sql.unsafe('alter system set ssl = on')
    await sql`select pg_reload_conf()`
    while ((await sql`show ssl`)[0]?.ssl !== 'on') await pause(50)
  })
}

const usesTls = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'

test('a certificate of the authority in DATABASE_SSL_CA is accepted', async () => {
  expect(await database('owner').unsafe(usesTls)).toEqual([{ ssl: true }])
})

test('a connection with TLS that ended in a short freeze is not used', async () => {
  const proxy = await startTcpProxy(server.port)
  process.env.DATABASE_PORT = String(proxy.port)
  for (let round = 0; round < 20; round++) {
    await database('owner').unsafe('select 1')
    proxy.cutAll()
    freeze(20)
    expect(await database('owner').unsafe(usesTls)).toEqual([{ ssl: true }])
  }
  await closeConnections()
  await proxy.close()
})

test('a certificate of another authority is not accepted', async () => {
  process.env.DATABASE_SSL_CA = (await makeAuthority('other')).certificate
  await expect(database('owner').unsafe(usesTls)).rejects.toMatchObject({
    code: expect.stringMatching(/SIGNATURE|CERT/),
  })
  process.env.DATABASE_SSL_CA = ''
  await expect(database('owner').unsafe(usesTls)).rejects.toMatchObject({
    code: expect.stringMatching(/SIGNATURE|CERT/),
  })
})

test('a certificate of another host is not accepted', async () => {
  process.env.DATABASE_HOST = '127.0.0.1'
  await expect(database('owner').unsafe(usesTls)).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  })
})

test('without DATABASE_SSL_CA the authorities in NODE_EXTRA_CA_CERTS are accepted, as on Lambda', () => {
  const path = join(folder, 'authorities.pem')
  writeFileSync(path, authority.certificate)
  const script = `
    import { closeConnections } from ${JSON.stringify(join(import.meta.dirname, 'connect.ts'))}
    import { database } from ${JSON.stringify(join(import.meta.dirname, 'database.ts'))}
    console.log(JSON.stringify(await database('owner').unsafe(${JSON.stringify(usesTls)})))
    await closeConnections()`
  const environment = { ...process.env, DATABASE_SSL_CA: '', NODE_EXTRA_CA_CERTS: path, NODE_OPTIONS: '' }
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: environment })
  expect(JSON.parse(output.toString())).toEqual([{ ssl: true }])
})
