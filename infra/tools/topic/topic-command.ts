import { ConfigurationError, settings } from '../../config/settings.ts'
import { type KafkaSettings, kafkaSettings } from '../../kafka/connection.ts'
import { deleteTopic, readTopicState, type TopicState } from '../../kafka/delete-topic.ts'
import { invoiceTopic } from '../../kafka/topic.ts'
import { runCommandLine, UsageError } from '../../process/command-line.ts'

const help = `The topic of the events in Kafka and the two consumer groups of the read model.

  npm run topic:show     show them, and how many consumers run
  npm run topic:delete   delete them; refused while a consumer runs

Delete them after npm run restore and before the service starts, because the topic has events that the backup
does not have. The service makes the topic again, and publishes every event of the event store. Without a
restore do not delete them: what the read model has not processed yet would be missing in it.

Connects to KAFKA_BROKERS (KAFKA_SSL, KAFKA_SSL_CA, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD, or
KAFKA_SASL_PASSWORD_SECRET_ARN) or to the MSK cluster KAFKA_CLUSTER_ARN. The names of the groups begin
with KAFKA_CONSUMER_GROUP_ID.
Results go to standard output. Exit codes: 0 done, 1 failed, 2 wrong arguments.
`

/** Of the versions of the read model with odd and with even numbers. */
const groupIds = (): string[] => {
  const odd = `${settings(['KAFKA_CONSUMER_GROUP_ID']).KAFKA_CONSUMER_GROUP_ID}-project-invoices`
  return [odd, `${odd}-even`]
}

const show = ({ partitions, groups }: TopicState): string[] => [
  `topic  ${invoiceTopic}  ${partitions === 0 ? 'does not exist' : `partitions: ${partitions}`}`,
  ...groups.map(
    ({ id, members }) =>
      `group  ${id}  ${members === undefined ? 'does not exist' : `consumers: ${members}`}`,
  ),
]

const deleted = ({ partitions, groups }: TopicState): string[] => [
  `topic  ${invoiceTopic}  ${partitions === 0 ? 'did not exist' : 'deleted'}`,
  ...groups.map(({ id, members }) => `group  ${id}  ${members === undefined ? 'did not exist' : 'deleted'}`),
]

/** Each returns the lines to print. */
const commands: Record<string, (config: KafkaSettings) => Promise<string[]>> = {
  show: async (config) => show(await readTopicState(config, invoiceTopic, groupIds())),
  delete: async (config) => deleted(await deleteTopic(config, invoiceTopic, groupIds())),
}

await runCommandLine({
  help,
  takesWords: true,
  run: async (_, [name, ...rest]) => {
    const command = commands[name ?? '']
    if (command === undefined) throw new UsageError(`"${name ?? ''}" is not a command: use show or delete`)
    if (rest.length > 0) throw new UsageError(`Unexpected "${rest.join(' ')}"`)
    const config = kafkaSettings()
    if (!config) throw new ConfigurationError(['Neither KAFKA_BROKERS nor KAFKA_CLUSTER_ARN is set'])
    for (const line of await command(config)) process.stdout.write(`${line}\n`)
  },
})
