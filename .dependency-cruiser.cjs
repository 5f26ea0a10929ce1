/**
 * The arrows between rooms: domain <- functions -> infra.
 * Tests reach further, because they start what they test; nothing else does.
 */
const tests = '(\\.test\\.ts$|/testing/|^functions/behaviour/)'
const shelves = '(http|commands|queries|projections|jobs|internal)'

module.exports = {
  forbidden: [
    {
      name: 'domain-stands-alone',
      comment:
        'The rules are pure: no I/O, no clock, no randomness, no environment, so nothing from outside domain/.',
      severity: 'error',
      from: { path: '^domain/', pathNot: tests },
      to: { pathNot: '^domain/' },
    },
    {
      name: 'technologies-do-not-know-domain',
      comment:
        'A technology carries events and rows, and knows nothing of invoices. What runs and checks them may.',
      severity: 'error',
      from: { path: '^infra/(?!run/|tools/)', pathNot: tests },
      to: { path: '^domain/' },
    },
    {
      name: 'infra-does-not-know-functions',
      comment: 'The host loads functions by their handler path from serverless.yml, never by import.',
      severity: 'error',
      from: { path: '^infra/', pathNot: tests },
      to: { path: '^functions/' },
    },
    {
      name: 'nobody-imports-run-or-tools',
      comment:
        'What runs the functions and the commands for people use everything; what is deployed works without them.',
      severity: 'error',
      from: { path: '^(domain|functions|infra/(?!run/|tools/))', pathNot: tests },
      to: { path: '^infra/(run|tools)/' },
    },
    {
      name: 'run-does-not-know-tools',
      severity: 'error',
      from: { path: '^infra/run/', pathNot: tests },
      to: { path: '^infra/tools/' },
    },
    {
      name: 'host-does-not-know-this-machine',
      comment: 'The host is deployed; the embedded stores and npm run dev are for developers.',
      severity: 'error',
      from: { path: '^infra/run/host/', pathNot: tests },
      to: { path: '^infra/run/(?!host/)' },
    },
    {
      name: 'config-stands-alone',
      comment: 'Every technology reads its settings, so the settings know no technology.',
      severity: 'error',
      from: { path: '^infra/config/', pathNot: tests },
      to: { path: '^infra/(?!config/)' },
    },
    {
      name: 'functions-stand-apart',
      comment: 'A function shares through a room; it never reaches into another function.',
      severity: 'error',
      from: { path: `^functions/${shelves}/([^/]+)/`, pathNot: tests },
      to: { path: `^functions/${shelves}/`, pathNot: '^functions/$1/$2/' },
    },
    {
      name: 'rooms-do-not-know-functions',
      severity: 'error',
      from: { path: '^functions/(contract|write-model|read-model)/', pathNot: tests },
      to: { path: `^functions/${shelves}/` },
    },
    {
      name: 'write-and-read-model-stand-apart',
      comment: 'Events are all that passes from one to the other.',
      severity: 'error',
      from: { path: '^functions/(contract|write-model|read-model)/', pathNot: tests },
      to: { path: '^functions/(write-model|read-model)/', pathNot: '^functions/$1/' },
    },
    {
      name: 'queries-hold-no-event-store-client',
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
