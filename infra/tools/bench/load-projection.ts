import { join } from 'node:path'
import type { MSKEvent } from 'aws-lambda'
import { environment } from '../../config/environment.ts'
import { readManifest } from '../../run/host/manifest.ts'
import { loadFrom } from '../../run/host/module.ts'
import { root } from './service.ts'

/**
 * Loads the projection into this process, as the host does.
 * @throws Error when the manifest does not declare it; what it returns throws when a record of a batch failed
 */
export const loadProjection = async (): Promise<(batch: MSKEvent) => Promise<void>> => {
  const manifest = readManifest(join(root, 'serverless.yml'), environment())
  const declaration = manifest.functions.get('project-invoices')
  if (!declaration) throw new Error('The manifest has no function project-invoices')
  const project = await loadFrom(root)(declaration)
  return async (batch) => {
    const response = (await project(batch, undefined as never)) as { batchItemFailures: unknown[] }
    if (response.batchItemFailures.length > 0) throw new Error('The projection failed on a batch')
  }
}
