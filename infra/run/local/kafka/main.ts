import { settings } from '../../../config/settings.ts'
import { runCommandLine } from '../../../process/command-line.ts'
import { kafkaVersion } from './jars.ts'
import { startKafka } from './start.ts'

const usage = `npm run kafka: Apache Kafka ${kafkaVersion} on this machine, from its jars. Needs Java, and Maven the first time.

  KAFKA_PORT  port on 127.0.0.1, default 9092
  DATA_DIR    folder of the data, default .data (the broker's is kafka in it)

Then, in another terminal: KAFKA_BROKERS=127.0.0.1:9092 npm run dev
The address goes to standard output, progress to standard error. Ends on Ctrl-C. Exit: 0 stopped, 1 failed, 2 called wrongly.
`

const progress = (line: string) => void process.stderr.write(`${line}\n`)

const serve = async (): Promise<number> => {
  const { KAFKA_PORT: port, DATA_DIR: dataDir } = settings(['KAFKA_PORT', 'DATA_DIR'])
  const kafka = await startKafka({ dataDir, port: port === 0 ? undefined : port, log: progress })
  let asked = false
  const stop = () => {
    if (asked) return
    asked = true
    progress('stopping Kafka')
    void kafka.stop()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.stdout.write(`${kafka.brokers}\n`)
  progress(`Kafka ${kafkaVersion} is ready. In another terminal: KAFKA_BROKERS=${kafka.brokers} npm run dev`)
  // The broker itself does not keep this process alive.
  const alive = setInterval(() => undefined, 60_000)
  await kafka.ended
  clearInterval(alive)
  if (!asked) progress('Kafka ended by itself; its log is kafka/kafka.log in DATA_DIR')
  return asked ? 0 : 1
}

await runCommandLine({ help: usage, run: serve })
