import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from '@jest/globals'
import { parseAllDocuments } from 'yaml'
import { isSecret } from '../../config/value-schemas.ts'
import { variables } from '../../config/variables.ts'
import { checkContainerConfiguration } from '../local/testing/container-configuration.ts'
import { type DeploymentTools, deploymentToolsTest } from '../local/testing/deployment-tools.ts'

const withTools = await deploymentToolsTest()
const overlays = ['base', 'production'] as const
const temporary = mkdtempSync(join(tmpdir(), 'finance-kubernetes-'))
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

type Container = {
  image: string
  env?: { name: string; value: string }[]
  envFrom: { configMapRef?: { name: string }; secretRef?: { name: string; optional?: boolean } }[]
  securityContext: Record<string, unknown>
  resources: Record<'requests' | 'limits', Record<'cpu' | 'memory', string>>
  lifecycle?: { preStop: { sleep: { seconds: number } } }
} & Partial<
  Record<
    'startupProbe' | 'livenessProbe' | 'readinessProbe',
    { httpGet: { path: string; port: string }; periodSeconds: number; failureThreshold: number }
  >
>

type PodTemplate = {
  metadata: { labels: Record<string, string> }
  spec: {
    automountServiceAccountToken: boolean
    terminationGracePeriodSeconds?: number
    securityContext: Record<string, unknown>
    containers: [Container]
  }
}

type Selector = { matchLabels: Record<string, string> }

type Resource = {
  kind: string
  metadata: { name: string; namespace?: string }
  data?: Record<string, string>
  spec: {
    replicas?: number
    minReplicas?: number
    scaleTargetRef?: { name: string }
    progressDeadlineSeconds?: number
    template: PodTemplate
    selector?: Selector
    podSelector?: Selector
  }
}

/** What an overlay makes, as `kubectl apply -k` would send it. */
const build = ({ run }: DeploymentTools, overlay: string) => {
  const text = run('kubectl', 'kustomize', join(import.meta.dirname, overlay))
  const resources = parseAllDocuments(text).map((document) => document.toJS() as Resource)
  return { text, of: (...kinds: string[]) => resources.filter(({ kind }) => kinds.includes(kind)) }
}

const labelsMatch = ({ matchLabels }: Selector, { metadata }: PodTemplate): boolean =>
  Object.entries(matchLabels).every(([name, value]) => metadata.labels[name] === value)

for (const overlay of overlays) {
  withTools(`${overlay}: kustomize builds it, and every resource has the schema of Kubernetes`, (tools) => {
    const file = join(temporary, `${overlay}.yml`)
    writeFileSync(file, build(tools, overlay).text)
    tools.run('kubernetes-validate', '--strict', file)
  })

  withTools(`${overlay}: no process has more rights or resources than it needs`, (tools) => {
    for (const { spec } of build(tools, overlay).of('Deployment', 'Job')) {
      const { automountServiceAccountToken, securityContext, containers } = spec.template.spec
      expect(automountServiceAccountToken).toBe(false)
      expect(securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      })
      for (const container of containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
        for (const kind of ['requests', 'limits'] as const)
          expect(Object.keys(container.resources[kind]).sort()).toEqual(['cpu', 'memory'])
      }
    }
  })

  withTools(`${overlay}: no file has a secret, and every variable is known`, (tools) => {
    const { of } = build(tools, overlay)
    expect(of('Secret')).toEqual([])
    for (const { data = {} } of of('ConfigMap'))
      for (const name of Object.keys(data).filter((one) => one !== 'NODE_OPTIONS')) {
        expect(Object.keys(variables)).toContain(name)
        expect([name, isSecret(variables[name as keyof typeof variables])]).toEqual([name, false])
      }
  })
}

withTools(
  'the pod of the npm commands has the schema of Kubernetes, few rights, and reaches the stores',
  (tools) => {
    const file = join(import.meta.dirname, 'tools/pod.yaml')
    tools.run('kubernetes-validate', '--strict', file)
    const [pod] = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS())
    expect(pod.spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    })
    // No requests come to it, no budget and no deployment counts it.
    const selecting = build(tools, 'production')
      .of('NetworkPolicy', 'PodDisruptionBudget', 'Deployment')
      .filter(({ spec }) => labelsMatch(spec.podSelector ?? spec.selector ?? { matchLabels: {} }, pod))
    expect(selecting.map(({ metadata }) => metadata.name).sort()).toEqual([
      'finance-default',
      'finance-metrics',
      'finance-stores',
    ])
  },
)

/** What the two secrets contain, as docs/deploy-host.md says. */
const secrets: Readonly<Record<string, Record<string, string>>> = {
  'finance-stores': {
    DATABASE_PASSWORD: 'p',
    DATABASE_WRITER_PASSWORD: 'p',
    DATABASE_READER_PASSWORD: 'p',
    DATABASE_AUTH_PASSWORD: 'p',
    EVENTSTORE_CONNECTION_STRING: 'esdb://eventstore:2113',
  },
  'finance-tokens': {
    JWT_ACCESS_SECRET: '0123456789abcdef'.repeat(2),
    JWT_REFRESH_SECRET: 'fedcba9876543210'.repeat(2),
  },
}

const environmentOf = ({ env = [], envFrom }: Container, configuration: Record<string, string>) =>
  Object.assign(
    {},
    ...envFrom.map(({ configMapRef, secretRef }) =>
      configMapRef ? configuration : (secrets[secretRef?.name ?? ''] ?? {}),
    ),
    Object.fromEntries(env.map(({ name, value }) => [name, value])),
  ) as Record<string, string>

withTools('production: each deployment has every variable that its role needs', (tools) => {
  const { of } = build(tools, 'production')
  const [configuration] = of('ConfigMap')
  const roles = of('Deployment').map(({ spec }) => {
    const environment = environmentOf(spec.template.spec.containers[0], configuration?.data ?? {})
    expect(() => checkContainerConfiguration(environment)).not.toThrow()
    expect(environment.METRICS_PORT).toBe('9464')
    return [environment.HOST_ROLES, 'JWT_ACCESS_SECRET' in environment]
  })
  expect(roles.sort()).toEqual([
    ['http', true],
    ['jobs', false],
  ])
})

withTools('production: with the key set of an issuer no process needs the secrets of tokens', (tools) => {
  const { of } = build(tools, 'production')
  const [configuration] = of('ConfigMap')
  const keySet = {
    JWT_JWKS_URL: 'https://login.example.com/jwks.json',
    JWT_ISSUER: 'https://login.example.com',
    JWT_AUDIENCE: 'finance',
  }
  for (const { spec } of of('Deployment')) {
    const container = spec.template.spec.containers[0]
    const needed = container.envFrom.filter(({ secretRef }) => !secretRef?.optional)
    const environment = environmentOf(
      { ...container, envFrom: needed },
      { ...configuration?.data, ...keySet },
    )
    expect(Object.keys(environment).filter((name) => /^JWT_.*_SECRET/.test(name))).toEqual([])
    expect(() => checkContainerConfiguration(environment)).not.toThrow()
  }
})

withTools('production: at least three processes serve requests and two run jobs', (tools) => {
  const { of } = build(tools, 'production')
  const [autoscaler] = of('HorizontalPodAutoscaler')
  expect([autoscaler?.spec.scaleTargetRef?.name, autoscaler?.spec.minReplicas]).toEqual(['finance-http', 3])
  // A number here would undo what the autoscaler did, with each deployment.
  expect(of('Deployment').map(({ metadata, spec }) => [metadata.name, spec.replicas])).toEqual([
    ['finance-http', undefined],
    ['finance-jobs', 2],
  ])
  for (const { metadata } of of('Deployment', 'Job', 'Service', 'NetworkPolicy', 'PodDisruptionBudget'))
    expect(metadata.namespace).toBe('finance')
})

withTools('production: probes ask health, and a process has the time that it needs to stop', (tools) => {
  for (const { metadata, spec } of build(tools, 'production').of('Deployment')) {
    const { terminationGracePeriodSeconds = 0, containers } = spec.template.spec
    const [{ startupProbe, livenessProbe, readinessProbe, lifecycle, image }] = containers
    // All processes have the same stores: while one is down, each still answers what needs only the others.
    const [atStart, toServe] =
      metadata.name === 'finance-http' ? ['/health/ready', '/health/live'] : ['/health/live', '/health/ready']
    expect([startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet)).toEqual([
      { path: atStart, port: 'http' },
      { path: '/health/live', port: 'http' },
      { path: toServe, port: 'http' },
    ])
    const stopSeconds = 30
    const pauseSeconds = lifecycle?.preStop.sleep.seconds ?? 0
    expect(terminationGracePeriodSeconds).toBeGreaterThan(pauseSeconds + stopSeconds)
    expect(image).toMatch(/:\d+\.\d+\.\d+$/)
  }
})

withTools(
  'production: a rollout does not count as failed while its processes wait for the migrations',
  (tools) => {
    const deployments = build(tools, 'production').of('Deployment')
    const waitSeconds = deployments.map(({ spec }) => {
      const { startupProbe } = spec.template.spec.containers[0]
      return (startupProbe?.periodSeconds ?? 0) * (startupProbe?.failureThreshold ?? 0)
    })
    for (const { spec } of deployments)
      expect(spec.progressDeadlineSeconds).toBeGreaterThan(Math.max(...waitSeconds))
  },
)

withTools('production: budgets and network policies select the processes', (tools) => {
  const { of } = build(tools, 'production')
  const pods = of('Deployment', 'Job').map(({ spec }) => spec.template)
  const selectedBy = (selector: Selector | undefined): number =>
    pods.filter((pod) => selector !== undefined && labelsMatch(selector, pod)).length
  for (const { spec } of of('PodDisruptionBudget')) expect(selectedBy(spec.selector)).toBe(1)
  const policies = new Map(of('NetworkPolicy').map(({ metadata, spec }) => [metadata.name, spec.podSelector]))
  expect(selectedBy(policies.get('finance-default'))).toBe(pods.length)
  expect(selectedBy(policies.get('finance-stores'))).toBe(pods.length)
  expect(selectedBy(policies.get('finance-requests'))).toBe(1)
})
