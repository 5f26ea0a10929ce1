/**
 * A thread with a typst compiler, which keeps its fonts and what it has computed of them. Compiling takes all
 * of a thread's time, so it has one of its own. Node.js runs this file as it is, from the sources, from dist/
 * and from the package of a function.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { NodeCompiler, type NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler'

const { fonts, template } = workerData as { fonts: Uint8Array[]; template: string }
const compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs: fonts.map((font) => Buffer.from(font)) }] })

/** What typst computed for the last documents may serve the next one: their labels are the same. */
const documentsInCache = 2

export type Compile = {
  id: number
  /** JSON, for the template. */
  form: string
  pages: 'one' | 'many'
  /** In seconds since 1970. The file has no other time in it. */
  createdAt: number
}

export type Compiled = { id: number } & ({ pdf: Uint8Array; pages: number } | { problem: string })

const layOut = (form: string, pages: Compile['pages']): NodeTypstDocument => {
  const compiled = compiler.compile({ mainFileContent: template, inputs: { form, pages } })
  if (compiled.result) return compiled.result
  const error = compiled.takeError()
  throw new Error(error ? JSON.stringify(compiler.fetchDiagnostics(error)) : 'no result')
}

const compile = ({ form, pages, createdAt }: Compile): { pdf: Uint8Array; pages: number } => {
  let document = layOut(form, pages)
  if (pages === 'one' && document.numOfPages > 1) document = layOut(form, 'many')
  // Without tags, which would be 85 % of a long document.
  const options = { pdfStandard: 'a-2b', pdfTags: false, creationTimestamp: createdAt }
  return { pdf: compiler.pdf(document, options), pages: document.numOfPages }
}

parentPort?.on('message', (request: Compile) => {
  try {
    const compiled: Compiled = { id: request.id, ...compile(request) }
    parentPort?.postMessage(compiled)
  } catch (error) {
    const failed: Compiled = { id: request.id, problem: String((error as { code?: unknown }).code ?? error) }
    parentPort?.postMessage(failed)
  }
  compiler.evictCache(documentsInCache)
})
