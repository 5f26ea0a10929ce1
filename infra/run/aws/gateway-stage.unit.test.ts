import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

type MethodSetting = {
  HttpMethod: string
  ResourcePath: string
  ThrottlingRateLimit: number
  ThrottlingBurstLimit: number
}
const settings = parse(read('infra/run/aws/gateway-stage.yml'), { merge: true }).Resources.ApiGatewayStage
  .Properties.MethodSettings as MethodSetting[]

/** As API Gateway names a route in a change of its stage. */
const routeOf = ({ HttpMethod, ResourcePath }: MethodSetting): string =>
  HttpMethod === '*' ? "'/*/*'" : `${ResourcePath}/${HttpMethod}`

test('the emergency stop stops each route with a limit of its own, and names the limits of before', () => {
  const page = read('docs/runbook.md')
  const stop = page.slice(page.indexOf('## Emergency stop'))
  expect(settings.length).toBeGreaterThan(1)
  for (const setting of settings) {
    expect(stop).toContain(`limit ${routeOf(setting)} 0 0\n`)
    const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = setting
    expect(stop).toContain(`\`limit ${routeOf(setting)} ${rate} ${burst}\``)
  }
})
