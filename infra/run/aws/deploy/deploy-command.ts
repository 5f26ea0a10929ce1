import { environment } from '../../../config/environment.ts'
import { runCommandLine, UsageError } from '../../../process/command-line.ts'
import { openAccount } from './account.ts'
import { deployStage } from './deploy.ts'
import { nextSteps } from './next-steps.ts'
import { timedProgress } from './progress.ts'
import { removeStage } from './remove.ts'

const help = `Usage: npm run deploy -- --stage STAGE [options]

Makes or changes everything that a stage of the service has on AWS: network, secrets, stores, functions and
alarms, and applies the migrations. It may be run again at any time, also after a failure.

  --stage STAGE           the name of the stage, such as prod
  --size SIZE             small or production; needed for a new stage, and fixed from then on
  --region REGION         the region of AWS; AWS_REGION if it is not given
  --alarm-email ADDRESS   who gets the alarms; needed for a new stage
  --event-store-package FILE
                          a copy of the package of EventStoreDB, for a machine that cannot download it

  --remove                deletes functions and alarms; the stores and their data stay
  --with-stores --delete-all-data STAGE
                          with --remove: deletes the stores, the secrets and the network too

Credentials come from the environment or the profile, as for the AWS command line (AWS_PROFILE).
docs/deploy-aws.md describes all of it. Progress goes to standard error, the result to standard output.
Exit codes: 0 done, 1 failed or not ready, 2 wrong arguments
`

const regionForm = /^[a-z]{2}(-[a-z]+)+-\d$/

/** @throws UsageError when there is none, or when it has another form */
const chooseRegion = (given: string | undefined): string => {
  const { AWS_REGION } = environment()
  const region = given ?? AWS_REGION
  if (!region)
    throw new UsageError('--region or AWS_REGION is needed, for example ap-southeast-1 (Singapore)')
  if (!regionForm.test(region)) throw new UsageError(`"${region}" is not a region such as ap-southeast-1`)
  return region
}

await runCommandLine({
  help,
  options: {
    stage: { type: 'string' },
    size: { type: 'string' },
    region: { type: 'string' },
    'alarm-email': { type: 'string' },
    'event-store-package': { type: 'string' },
    remove: { type: 'boolean', default: false },
    'with-stores': { type: 'boolean', default: false },
    'delete-all-data': { type: 'string' },
  },
  run: async (options) => {
    const { stage } = options
    if (stage === undefined) throw new UsageError('--stage is needed, for example --stage prod')
    const account = openAccount(chooseRegion(options.region))
    const progress = timedProgress()
    if (!options.remove) {
      if (options['with-stores'] || options['delete-all-data'] !== undefined)
        throw new UsageError('--with-stores and --delete-all-data belong to --remove')
      const deployed = await deployStage(
        account,
        { stage, size: options.size, alarmEmail: options['alarm-email'] },
        { progress, packageFile: options['event-store-package'] },
      )
      process.stdout.write(nextSteps({ ...deployed, stage, region: account.region }))
      return
    }
    const withStores = options['with-stores']
    if (!withStores && options['delete-all-data'] !== undefined)
      throw new UsageError('--delete-all-data also needs --with-stores')
    if (withStores && options['delete-all-data'] !== stage)
      throw new UsageError(
        `--with-stores deletes every invoice of the stage: repeat its name with --delete-all-data ${stage}`,
      )
    await removeStage(account, stage, { withStores, progress })
    process.stdout.write(
      withStores
        ? `The stage ${stage} is removed. Snapshots of its data and the passwords of EventStoreDB stay.\n`
        : `Functions and alarms of ${stage} are removed. Its stores stay, and cost what they cost.\n`,
    )
  },
})
