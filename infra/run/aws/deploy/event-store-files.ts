import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Package } from './event-store-package.ts'
import type { Progress } from './progress.ts'

const folder = join(import.meta.dirname, '../event-store')

/** What the machines find in the bucket: ARNs of secrets and a public certificate, no secret. */
export type NodeSettings = {
  package: Package
  nodeCertificateSecretArn: string
  adminSecretArn: string
  userSecretArn: string
  authorityCertificate: string
}

const packageKey = ({ sha256, name }: Package): string => `event-store/${sha256}/${name}`

/** Uploads what the machines of the event store install. They read it at their next start. */
export const uploadEventStoreFiles = async (
  s3: S3Client,
  bucket: string,
  {
    settings,
    readPackage,
    progress,
  }: {
    settings: NodeSettings
    /** Is called only when the bucket does not have the package. */
    readPackage: () => Promise<Buffer>
    progress: Progress
  },
): Promise<void> => {
  const put = (Key: string, Body: Buffer | string) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
  if (!(await isThere(s3, bucket, packageKey(settings.package)))) {
    progress(`Uploading ${settings.package.name}`)
    await put(packageKey(settings.package), await readPackage())
  }
  for (const file of ['setup.sh', 'finance-event-store.service'])
    await put(`event-store/${file}`, readFileSync(join(folder, file)))
  await put('event-store/settings.env', settingsFile(settings))
}

/** The lines of a shell script that sets the variables which setup.sh reads. */
const settingsFile = (settings: NodeSettings): string =>
  Object.entries({
    PACKAGE_KEY: packageKey(settings.package),
    PACKAGE_SHA256: settings.package.sha256,
    NODE_CERTIFICATE_SECRET: settings.nodeCertificateSecretArn,
    ADMIN_SECRET: settings.adminSecretArn,
    USER_SECRET: settings.userSecretArn,
    AUTHORITY_CERTIFICATE: settings.authorityCertificate,
  })
    .map(([name, value]) => `${name}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join('')

const isThere = async (s3: S3Client, bucket: string, key: string): Promise<boolean> => {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
    return true
  } catch (error) {
    if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return false
    throw error
  }
}
