/**
 * The imports that are allowed between rooms: domain <- functions -> infra. Tests are exempt, because they
 * start what they test.
 */
const tests = '(\\.test\\.ts$|/testing/|^functions/behaviour/)'
const shelves = '(http|commands|queries|projections|jobs|internal)'

module.exports = {
  forbidden: [
    {
      name: 'domain-imports-only-domain',
      comment:
        'The rules use no I/O, no clock, no randomness and no environment, so they import only from domain/.',
      severity: 'error',
      from: { path: '^domain/', pathNot: tests },
      to: { pathNot: '^domain/' },
    },
    {
      name: 'technologies-do-not-import-domain',
      comment:
        'A technology handles events and rows of any kind. Only run/ and tools/ may import the domain.',
      severity: 'error',
      from: { path: '^infra/(?!run/|tools/)', pathNot: tests },
      to: { path: '^domain/' },
    },
    {
      name: 'infra-does-not-import-functions',
      comment: 'The host loads functions by their handler path from serverless.yml, never by import.',
      severity: 'error',
      from: { path: '^infra/', pathNot: tests },
      to: { path: '^functions/' },
    },
    {
      name: 'only-run-and-tools-import-run-or-tools',
      comment: 'The functions must work without the code that runs them and without the commands for people.',
      severity: 'error',
      from: { path: '^(domain|functions|infra/(?!run/|tools/))', pathNot: tests },
      to: { path: '^infra/(run|tools)/' },
    },
    {
      name: 'run-does-not-import-tools',
      severity: 'error',
      from: { path: '^infra/run/', pathNot: tests },
      to: { path: '^infra/tools/' },
    },
    {
      name: 'host-does-not-import-aws-or-local',
      comment: 'The host is deployed; the embedded stores and npm run dev are only for developers.',
      severity: 'error',
      from: { path: '^infra/run/host/', pathNot: tests },
      to: { path: '^infra/run/(?!host/)' },
    },
    {
      name: 'config-imports-no-technology',
      comment: 'Every technology imports the settings, so the settings must not import a technology.',
      severity: 'error',
      from: { path: '^infra/config/', pathNot: tests },
      to: { path: '^infra/(?!config/)' },
    },
    {
      name: 'functions-do-not-import-functions',
      comment: 'Code that several functions need is in a room; a function never imports another function.',
      severity: 'error',
      from: { path: `^functions/${shelves}/([^/]+)/`, pathNot: tests },
      to: { path: `^functions/${shelves}/`, pathNot: '^functions/$1/$2/' },
    },
    {
      name: 'rooms-do-not-import-functions',
      severity: 'error',
      from: { path: '^functions/(contract|write-model|read-model)/', pathNot: tests },
      to: { path: `^functions/${shelves}/` },
    },
    {
      name: 'write-and-read-model-are-separate',
      comment: 'The only connection between the two is the events.',
      severity: 'error',
      from: { path: '^functions/(contract|write-model|read-model)/', pathNot: tests },
      to: { path: '^functions/(write-model|read-model)/', pathNot: '^functions/$1/' },
    },
    {
      name: 'queries-do-not-reach-the-event-store-client',
      severity: 'error',
      from: { path: '^functions/queries/', pathNot: tests },
      to: { path: '@eventstore/db-client', reachable: true },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
