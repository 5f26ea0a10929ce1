import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { variables } from '../../config/variables.ts'
import { checkContainerConfiguration } from '../local/testing/container-configuration.ts'
import { deploymentToolsTest } from '../local/testing/deployment-tools.ts'

const withTools = await deploymentToolsTest()

type Service = {
  image: string
  environment?: Record<string, string>
  ports?: string[]
  volumes?: string[]
  command?: string[]
  read_only?: boolean
  cap_drop?: string[]
  stop_grace_period?: string
}
const files = ['compose.yml', 'contract-test.yml']
const textOf = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8')
const servicesOf = (file: string): Record<string, Service> => parse(textOf(file), { merge: true }).services
const services = files.flatMap((file) =>
  Object.entries(servicesOf(file)).map(([name, service]) => ({ file, name, service })),
)
const { finance, migrate } = servicesOf('compose.yml')

withTools('the compose files have the schema of Compose', ({ run }) => {
  const paths = files.map((file) => join(import.meta.dirname, file))
  run('check-jsonschema', '--builtin-schema', 'vendor.compose-spec', ...paths)
})

test.each(services)(
  '$file: $name has an image with an exact version, and no port for others',
  ({ service }) => {
    const { image, ports = [], volumes = [] } = service
    expect(image).toMatch(/^finance-(service|service-contract-test|tools)$|:v?\d+\.\d+(\.\d+)?(-\w+)*$/)
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
    const mounted = volumes.map((volume) => volume.split(':')[0] ?? '').filter((path) => path.startsWith('.'))
    for (const path of mounted)
      expect([path, existsSync(join(import.meta.dirname, path))]).toEqual([path, true])
  },
)

test('the service can write nothing, has no rights, and gets the time that it needs to stop', () => {
  for (const service of [finance, migrate])
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], stop_grace_period: '40s' })
})

/** The variables that infra/run/docker/.env has to set, each with a value that Compose would insert. */
const required = [
  ...new Set([...textOf('compose.yml').matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name)),
]

const inserted = (value: string): string =>
  value
    .replaceAll(/\$\{(\w+):\?[^}]*\}/g, (_, name) => `${name}-0123456789abcdef`)
    .replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')

test('the service has every variable that it needs, and none that it does not know', () => {
  const environment = Object.fromEntries(
    Object.entries(finance?.environment ?? {}).map(([name, value]) => [name, inserted(value)]),
  )
  expect(Object.keys(environment).filter((name) => !(name in variables))).toEqual([])
  expect(() => checkContainerConfiguration(environment)).not.toThrow()
})

test('docs/deploy-host.md makes every secret that the file needs', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/deploy-host.md'), 'utf8')
  const names = /^for name in ((?:.|\\\n)*?)$\ndo/m.exec(page)?.[1]?.match(/\w+/g)
  expect(names?.sort()).toEqual(required.sort())
})
