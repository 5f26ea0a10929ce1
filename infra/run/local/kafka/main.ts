import { settings } from '../../../config/settings.ts'
import { runCommandLine } from '../../../process/command-line.ts'
import { kafkaVersion } from './jars.ts'
import { startKafka } from './start.ts'

const help = `npm run kafka: Apache Kafka ${kafkaVersion} on this machine, from its jars.
Needs Java, and Maven the first time.

  KAFKA_PORT  port on 127.0.0.1, default 9092; 0 takes a free one
  DATA_DIR    folder of the data, default .data (the broker's is kafka in it)

Then, in another terminal: KAFKA_BROKERS=127.0.0.1:9092 npm run dev
The address goes to standard output, progress to standard error. Ctrl-C stops it.
Exit codes: 0 stopped, 1 failed, 2 wrong arguments.
`

const log = (line: string) => void process.stderr.write(`${line}\n`)

const serve = async (): Promise<number> => {
  const { KAFKA_PORT: port, DATA_DIR: dataDir } = settings(['KAFKA_PORT', 'DATA_DIR'])
  const kafka = await startKafka({ dataDir, port: port === 0 ? undefined : port, log })
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    log('Stopping Kafka')
    void kafka.stop()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.stdout.write(`${kafka.brokers}\n`)
  log(`Kafka ${kafkaVersion} is ready. In another terminal: KAFKA_BROKERS=${kafka.brokers} npm run dev`)
  // The child does not keep this process alive.
  const keepAlive = setInterval(() => undefined, 60_000)
  await kafka.ended
  clearInterval(keepAlive)
  if (!stopping) log('Kafka ended by itself; its log is kafka/kafka.log in DATA_DIR')
  return stopping ? 0 : 1
}

await runCommandLine({ help, run: serve })
