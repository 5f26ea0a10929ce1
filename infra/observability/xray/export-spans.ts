import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import segmentUtils from 'aws-xray-sdk-core/dist/lib/segments/segment_utils.js'
import { log } from '../log.ts'
import { flushDocuments, sendThroughAwaitableSocket } from './daemon.ts'
import { TracedInvocation } from './invocation.ts'
import type { TraceHeader } from './trace-header.ts'
import { withInvocation, xrayTracerProvider } from './tracer.ts'

/**
 * Amazon supports the X-Ray SDK until February 2027. It is used only in this folder, and this file is
 * imported only by ../trace.ts, when an invocation is sampled. To replace it, write another module with
 * `exportSpans`; the rest of the service knows only OpenTelemetry. The parts of the SDK are imported one by
 * one, because its index has five times their size and turns on async hooks for the whole process.
 */
const install = (): void => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(xrayTracerProvider)
  // Each subsegment is sent when it ends, so that a function that is killed loses only its open ones.
  segmentUtils.setStreamingThreshold(0)
  sendThroughAwaitableSocket()
}
install()

/** Runs the work of an invocation, and sends all spans of it to the X-Ray daemon before it returns. */
export const exportSpans = async <T>(header: TraceHeader, work: () => Promise<T>): Promise<T> => {
  const invocation = new TracedInvocation(header)
  try {
    return await context.with(withInvocation(context.active(), invocation), work)
  } finally {
    await sendAll(invocation)
  }
}

const sendAll = async (invocation: TracedInvocation): Promise<void> => {
  try {
    invocation.end()
    await flushDocuments()
  } catch (error) {
    log('warn', 'The spans of an invocation could not be sent', { error })
  }
}
