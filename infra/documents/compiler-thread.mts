/**
 * A thread with a typst compiler, which keeps its fonts and what it has computed of them. Compiling takes all
 * of a thread's time, so it has one of its own. Node.js runs this file as it is, from the sources, from dist/
 * and from the package of a function.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { NodeCompiler, type NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler'
import type { Heights } from './plan-pages.ts'

const { fonts, template } = workerData as { fonts: Uint8Array[]; template: string }
// Its files are only in memory, so there is nothing else that a template could read.
const workspace = '/documents'
const fontArgs = [{ fontBlobs: fonts.map((font) => Buffer.from(font)) }]
const compiler = NodeCompiler.create({ workspace, fontArgs })

/**
 * What typst computed for so many pages may serve the next one: 10 of 15 ms are for labels. A page is 5 MB.
 */
const pagesInCache = 16
/** Typst forgets all after a document with more pages: it has most of the memory. */
const pagesOfLongDocument = 8

/** How the template fills the pages. */
export type Pages =
  /** Nothing is made when the form does not fit on one page. */
  | { filled: 'one' }
  /** Nothing is printed: the template measures what a plan of the pages needs. */
  | { filled: 'measured' }
  /** `ends`: the number of rows before the end of each page. `heights`: of the rows, in pt. */
  | { filled: 'planned'; ends: readonly number[]; heights: readonly number[] }
  /** Typst decides where pages end, in twice the time. */
  | { filled: 'flowing' }

export type Compile = {
  /** JSON, for the template. */
  form: string
  pages: Pages
  /** In seconds since 1970. The file has no other time in it. */
  createdAt: number
}

export type Compiled = { pdf: Uint8Array; pages: number } | { heights: Heights } | { overflows: true }

/** What the thread returns for each message. */
export type Outcome = Compiled | { problem: string }

const layOut = ({ form, pages }: Compile): NodeTypstDocument => {
  const input = Buffer.from(`{"pages":${JSON.stringify(pages)},"form":${form}}`)
  compiler.mapShadow(`${workspace}/form.json`, input)
  const compiled = compiler.compile({ mainFileContent: template })
  if (compiled.result) return compiled.result
  const error = compiled.takeError()
  throw new Error(error ? JSON.stringify(compiler.fetchDiagnostics(error)) : 'no result')
}

const compile = (request: Compile): Compiled => {
  const { pages, createdAt } = request
  const document = layOut(request)
  if (pages.filled === 'measured')
    return { heights: compiler.query(document, { selector: '<heights>', field: 'value' })[0] }
  if (pages.filled === 'one' && document.numOfPages > 1) return { overflows: true }
  // Without tags, which would be 85 % of a long document.
  const options = { pdfStandard: 'a-2b', pdfTags: false, creationTimestamp: createdAt }
  return { pdf: compiler.pdf(document, options), pages: document.numOfPages }
}

const compileOrFail = (request: Compile): Outcome => {
  try {
    return compile(request)
  } catch (error) {
    return { problem: String((error as { code?: unknown }).code ?? error) }
  }
}

/** Each call makes what is in the cache older by one, so that its age is counted in pages. */
const forget = (pages: number): void => {
  if (pages > pagesOfLongDocument) compiler.evictCache(0)
  else for (let page = 0; page < pages; page++) compiler.evictCache(pagesInCache)
}

parentPort?.on('message', (request: Compile) => {
  const outcome = compileOrFail(request)
  parentPort?.postMessage(outcome)
  forget('pages' in outcome ? outcome.pages : 0)
})
