import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { currentTraceparent, inCallSpan, inSpan, traceInvocation } from '../trace.ts'
import { type Daemon, startDaemon } from './testing/daemon.ts'
import type { SubsegmentDocument } from './testing/segment-document.ts'
import { outgoingTraceHeader } from './trace-header.ts'

const root = '1-5759e988-bd862e3fe1be46a994272793'
const segmentId = '53995c3f42cd8ad8'
const lineage = 'Lineage=a87bd80c:1|68fd508a:5'
const header = (sampled: 0 | 1) => `Root=${root};Parent=${segmentId};Sampled=${sampled};${lineage}`

let daemon: Daemon
beforeAll(async () => {
  daemon = await startDaemon()
  process.env.AWS_XRAY_DAEMON_ADDRESS = daemon.address
})
afterAll(async () => {
  delete process.env.AWS_XRAY_DAEMON_ADDRESS
  delete process.env._X_AMZN_TRACE_ID
  await daemon.close()
})
beforeEach(() => {
  process.env._X_AMZN_TRACE_ID = header(1)
})

const named = (documents: SubsegmentDocument[], name: string): SubsegmentDocument => {
  const found = documents.find((document) => document.name === name)
  if (!found) throw new Error(`No subsegment ${name}`)
  return found
}

const noAttributes = () => ({})

/** Runs an invocation with one span inside it, and returns the document of that span. */
const documentOf = async (name: string, options: Parameters<typeof inSpan>[1]) => {
  await traceInvocation('invocation', {}, () => inSpan(name, options, async () => undefined))
  return (await daemon.receive(2))[0] as SubsegmentDocument
}

describe('a sampled invocation', () => {
  test('sends each span as a subsegment below its caller, or below the segment of Lambda', async () => {
    const result = await traceInvocation('outer', {}, () =>
      inSpan('middle', {}, async () => {
        await inCallSpan('first', noAttributes, async () => undefined)
        return inCallSpan('second', noAttributes, async () => 'done')
      }),
    )
    const documents = await daemon.receive(4)
    expect(result).toBe('done')
    expect(documents.map(({ name }) => name)).toEqual(['first', 'second', 'middle', 'outer'])
    const [outer, middle] = [named(documents, 'outer'), named(documents, 'middle')]
    expect(outer.parent_id).toBe(segmentId)
    expect(middle.parent_id).toBe(outer.id)
    expect(named(documents, 'first').parent_id).toBe(middle.id)
    expect(named(documents, 'second').parent_id).toBe(middle.id)
    expect(documents.map(({ trace_id }) => trace_id)).toEqual([root, root, root, root])
  })

  test('spans that run at the same time are not each other’s children', async () => {
    await traceInvocation('outer', {}, () =>
      Promise.all(['one', 'two'].map((name) => inCallSpan(name, noAttributes, () => Promise.resolve()))),
    )
    const documents = await daemon.receive(3)
    const { id } = named(documents, 'outer')
    expect([named(documents, 'one').parent_id, named(documents, 'two').parent_id]).toEqual([id, id])
  })

  test('has sent everything when it returns, also after an error', async () => {
    const failing = traceInvocation('outer', {}, async () => {
      throw new Error('failed')
    })
    await expect(failing).rejects.toThrow('failed')
    expect(await daemon.receiveSent()).toHaveLength(1)
  })

  test('passes its trace on as traceparent and as header for AWS, which keeps its other parts', async () => {
    const [traceparent, outgoing, id] = await traceInvocation('outer', {}, async (span) => [
      currentTraceparent(),
      outgoingTraceHeader(),
      span.spanContext().spanId,
    ])
    await daemon.receive(1)
    expect(traceparent).toBe(`00-5759e988bd862e3fe1be46a994272793-${id}-01`)
    expect(outgoing).toBe(`Root=${root};Parent=${id};Sampled=1;${lineage}`)
    expect(outgoingTraceHeader()).toBeUndefined()
  })

  test('a span that is still open at the end is sent, and says so', async () => {
    await traceInvocation('outer', {}, async () => {
      void inCallSpan('never ends', noAttributes, () => new Promise(() => {}))
    })
    const open = named(await daemon.receive(2), 'never ends')
    expect(open).toMatchObject({ metadata: { default: { unfinished: 'true' } } })
  })

  test('work that goes on after the invocation sends nothing more', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    let late = Promise.resolve()
    await traceInvocation('outer', {}, async () => {
      late = promise.then(() => inSpan('late', {}, async () => undefined))
    })
    expect(await daemon.receive(1)).toHaveLength(1)
    resolve()
    await late
    expect(await daemon.receiveSent()).toEqual([])
  })
})

describe('an invocation that is not sampled', () => {
  test.each([
    ['the header says so', header(0)],
    ['there is no header', undefined],
    ['the header has no segment', `Root=${root};Sampled=1`],
    ['the header is damaged', `Root=1-x;Parent=${segmentId};Sampled=1`],
  ])('sends nothing after one that was sampled: %s', async (_, text) => {
    await traceInvocation('sampled', {}, async () => undefined)
    expect(await daemon.receive(1)).toHaveLength(1)
    if (text === undefined) delete process.env._X_AMZN_TRACE_ID
    else process.env._X_AMZN_TRACE_ID = text
    const received = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const passedOn = await traceInvocation('other', { traceparent: received }, () =>
      inCallSpan('inner', noAttributes, async () => currentTraceparent()),
    )
    expect(passedOn).toBe(received)
    expect(await daemon.receiveSent()).toEqual([])
  })
})

describe('the document of a span', () => {
  test('of the service has annotations by which traces are searched, and metadata', async () => {
    const attributes = { 'finance.tenant': 'acme', 'finance.gross-total': 12, other: 'x' }
    const document = await documentOf('CreateInvoiceCommand', { attributes })
    expect(document).toMatchObject({
      annotations: { tenant: 'acme', gross_total: 12 },
      metadata: { default: { other: 'x' } },
    })
    expect(document).not.toHaveProperty('namespace')
  })

  test('of a query has the block of SQL', async () => {
    const document = await documentOf('PostgreSQL', {
      kind: SpanKind.CLIENT,
      attributes: {
        'db.system.name': 'postgresql',
        'db.query.text': 'select $1',
        'db.user': 'finance_reader',
        'db.namespace': 'finance',
        'server.address': 'db.internal',
        'server.port': 5432,
      },
    })
    expect(document).toMatchObject({
      namespace: 'remote',
      sql: {
        database_type: 'PostgreSQL',
        url: 'postgresql://db.internal:5432/finance',
        user: 'finance_reader',
        sanitized_query: 'select $1',
      },
    })
    expect(document).not.toHaveProperty('metadata')
  })

  test('of an invocation has the block of AWS', async () => {
    const document = await documentOf('Lambda', {
      kind: SpanKind.CLIENT,
      attributes: {
        'rpc.system': 'aws-api',
        'rpc.method': 'Invoke',
        'faas.invoked_name': 'finance-prod-create-invoice',
        'cloud.region': 'ap-southeast-1',
        'http.response.status_code': 200,
      },
    })
    expect(document).toMatchObject({
      namespace: 'aws',
      aws: { operation: 'Invoke', function_name: 'finance-prod-create-invoice', region: 'ap-southeast-1' },
      http: { response: { status: 200 } },
    })
  })

  test('has the spans of other traces that caused it as links and as annotation', async () => {
    const causes = [
      '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      '00-5759e988bd862e3fe1be46a994272793-00f067aa0ba902b7-01',
      'not a traceparent',
      '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    ]
    const origins = ['1-0af76519-16cd43dd8448eb211c80319c', '1-4bf92f35-77b34da6a3ce929d0e0e4736']
    const document = await documentOf('project-tenant', { causes })
    expect(document).toMatchObject({
      annotations: { origin_trace_id: origins.join(' ') },
      links: [
        { trace_id: origins[0], id: 'b7ad6b7169203331' },
        { trace_id: origins[1], id: '00f067aa0ba902b7' },
      ],
    })
  })

  test('is linked to the trace that a client began', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await traceInvocation('graphql', { traceparent }, async () => undefined)
    const [document] = await daemon.receive(1)
    expect(document).toMatchObject({
      parent_id: segmentId,
      trace_id: root,
      links: [{ trace_id: '1-0af76519-16cd43dd8448eb211c80319c', id: 'b7ad6b7169203331' }],
    })
  })
})

describe('a span that fails', () => {
  test('is a fault, with the place but without the message, which may contain personal data', async () => {
    const error = Object.assign(new TypeError('the number of Karim is 017'), { code: 'STORE_UNAVAILABLE' })
    const failing = traceInvocation('outer', {}, async () => {
      throw error
    })
    await expect(failing).rejects.toBe(error)
    const [document] = await daemon.receive(1)
    expect(document).toMatchObject({
      fault: true,
      cause: {
        exceptions: [{ type: 'TypeError', message: 'STORE_UNAVAILABLE', stack: expect.any(Array) }],
      },
    })
    expect(JSON.stringify(document)).toContain('export-spans.int.test.ts')
    expect(JSON.stringify(document)).not.toContain('Karim')
  })

  test('for a refusal is an error of the caller', async () => {
    const document = await documentOf('refused', { attributes: { 'error.type': 'INVALID_STATE' } })
    expect(document).toMatchObject({ error: true, metadata: { default: { 'error.type': 'INVALID_STATE' } } })
    expect(document).not.toHaveProperty('fault')
  })

  test('because of too many calls is a throttle', async () => {
    const failing = traceInvocation('outer', {}, async () => {
      throw Object.assign(new Error('slow down'), { code: 'FUNCTION_THROTTLED' })
    })
    await expect(failing).rejects.toThrow()
    const [document] = await daemon.receive(1)
    expect(document).toMatchObject({ error: true, throttle: true })
    expect(document).not.toHaveProperty('fault')
  })
})

describe('whatever a span contains, its document is within the limits of X-Ray', () => {
  test('long and strange names, texts and stacks', async () => {
    const long = 'ঢাকা ক খ'.repeat(20_000)
    await traceInvocation('<script>"\n\u0000ঢাকা'.repeat(100), {}, async (span) => {
      for (let index = 0; index < 100; index++)
        span.setAttributes({
          [`finance.${long} ${index}`]: long,
          [`finance.key-${index}`]: index % 2 ? long : Number.NaN,
          [`key ${index}`]: long,
        })
      span.setAttributes({ 'db.system.name': 'postgresql', 'db.query.text': long, 'db.user': long })
      span.addLinks(
        Array.from({ length: 500 }, (_, index) => ({
          context: { traceId: String(index).padStart(32, '0'), spanId: '1'.repeat(16), traceFlags: 1 },
        })),
      )
      span.recordException({
        name: long,
        message: long,
        stack: `${long}\n at ${long} (${long}:1:2)\n`.repeat(99),
      })
      span.setStatus({ code: SpanStatusCode.ERROR })
    })
    expect(await daemon.receive(1)).toHaveLength(1)
  })

  test('the name that is empty', async () => {
    await traceInvocation('', {}, async () => undefined)
    expect(await daemon.receive(1)).toMatchObject([{ name: 'unnamed' }])
  })

  test('the number of spans and annotations of an invocation', async () => {
    await traceInvocation('outer', {}, async () => {
      for (let index = 0; index < 500; index++) {
        const attributes = { 'finance.tenant': `tenant-${index}`, 'finance.operation': 'same' }
        await inCallSpan(
          `call ${index}`,
          () => attributes,
          async () => undefined,
        )
        await new Promise((resolve) => setImmediate(resolve))
      }
    })
    const documents = await daemon.receiveSent()
    const annotations = documents.flatMap((document) => Object.entries(document.annotations ?? {}))
    expect(documents).toHaveLength(200)
    expect(new Set(annotations.map(String)).size).toBe(15)
    expect(named(documents, 'outer').metadata?.default).toEqual({ spansLeftOut: '301' })
  })
})

test('an invocation does not notice that no daemon listens', async () => {
  const { address } = daemon
  await daemon.close()
  await expect(traceInvocation('outer', {}, async () => 'done')).resolves.toBe('done')
  await expect(traceInvocation('outer', {}, async () => 'done')).resolves.toBe('done')
  daemon = await startDaemon()
  expect(daemon.address).not.toBe(address)
})

test('nothing is active when no invocation runs', () => {
  expect(trace.getActiveSpan()).toBeUndefined()
})
