/**
 * The service under PM2, as a cluster of four processes on one port: npm run build, then pm2 start
 * ecosystem.config.cjs. The environment of that command names the stores; docs/deploy-host.md says how.
 */
module.exports = {
  apps: [
    {
      name: 'finance-service',
      cwd: __dirname,
      script: 'dist/main.js',
      exec_mode: 'cluster',
      instances: 4,
      // A process takes requests as soon as all functions are loaded, and then says so.
      wait_ready: true,
      listen_timeout: 30_000,
      // More than the 30 s in which a process finishes what it has accepted.
      kill_timeout: 35_000,
      // PM2 waits longer before each start of a process that ends at once, so that a store that is down gets
      // few requests.
      exp_backoff_restart_delay: 200,
      // The service has its own metrics and traces.
      pmx: false,
      // The log lines are JSON and have a time of their own.
      merge_logs: true,
      env: {
        // Each process opens up to this many connections for each of four logins, and PostgreSQL allows
        // 100 unless it is configured otherwise.
        DATABASE_POOL_SIZE: process.env.DATABASE_POOL_SIZE || '8',
      },
    },
  ],
}
