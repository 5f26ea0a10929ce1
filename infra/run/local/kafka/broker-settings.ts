/** A second listener, with TLS and SCRAM users; certificate and key in PEM. */
export type SecureListener = { port: number; certificate: string; key: string }

type Options = {
  dataFolder: string
  port: number
  controllerPort: number
  /** Default: `port`. */
  advertisedPort?: number | undefined
  secureListener?: SecureListener | undefined
}

/** Returns the properties of a single node that is broker and controller. */
export const brokerSettings = ({
  dataFolder,
  port,
  controllerPort,
  advertisedPort = port,
  secureListener,
}: Options): string =>
  propertiesOf({
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${advertisedPort}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': dataFolder.replaceAll('\\', '\\\\'),
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.num.partitions': '4',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    ...(secureListener === undefined ? {} : secureSettings(port, controllerPort, secureListener)),
  })

const secureSettings = (port: number, controllerPort: number, secure: SecureListener) => ({
  listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort},SECURE://127.0.0.1:${secure.port}`,
  'advertised.listeners': `PLAINTEXT://127.0.0.1:${port},SECURE://localhost:${secure.port}`,
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL',
  'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
  'listener.name.secure.scram-sha-512.sasl.jaas.config':
    'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  'ssl.keystore.type': 'PEM',
  'ssl.keystore.certificate.chain': secure.certificate,
  'ssl.keystore.key': secure.key,
})

const propertiesOf = (settings: Record<string, string>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value.trim().replaceAll('\n', '\\n')}\n`)
    .join('')
