/**
 * Loaded into a host with --import and --expose-gc: on the message 'heap' the process collects its garbage
 * and reports what is left.
 */
process.on('message', (message) => {
  if (message !== 'heap') return
  // Twice, because finalizers free more.
  for (let run = 0; run < 2; run++) globalThis.gc?.()
  process.send?.({ heapUsedBytes: process.memoryUsage().heapUsed })
})
