/** The arrows between rooms: domain <- functions -> infra, and infra sees only the types of domain. */
const onlyTypes = ['type-only']
module.exports = {
  forbidden: [
    {
      name: 'domain-stands-alone',
      comment: 'The rules are pure: no I/O, no clock, no randomness, no environment, so nothing from outside domain/.',
      severity: 'error',
      from: { path: '^domain/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^domain/' },
    },
    {
      name: 'infra-sees-only-types-of-domain',
      severity: 'error',
      from: { path: '^infra/', pathNot: '(\\.test\\.ts$|^infra/(bench|docs|local)/)' },
      to: { path: '^domain/', dependencyTypesNot: onlyTypes },
    },
    {
      name: 'infra-does-not-know-functions',
      comment: 'The host loads functions by their handler path from serverless.yml, never by import.',
      severity: 'error',
      from: { path: '^infra/', pathNot: '\\.test\\.ts$' },
      to: { path: '^functions/' },
    },
    {
      name: 'production-does-not-know-this-machine',
      comment: 'The embedded stores, npm run dev and the bench are for developers; what is deployed must work without them.',
      severity: 'error',
      from: { path: '^(domain|functions|infra)/', pathNot: '(\\.test\\.ts$|/testing/|^functions/behaviour/|^infra/(bench|local)/)' },
      to: { path: '^infra/(bench|local)/' },
    },
    {
      name: 'queries-hold-no-event-store-client',
      severity: 'error',
      from: { path: '^functions/queries/', pathNot: '\\.test\\.ts$' },
      to: { path: '@eventstore/db-client', reachable: true },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: onlyTypes } } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
