/** Postgres settings by name; durations and sizes carry their unit as Postgres reads it. */
export type ServerSettings = Readonly<Record<string, string | number>>

export type Machine = { readonly platform: NodeJS.Platform; readonly totalMemoryBytes: number }

const GIBIBYTE = 1024 ** 3

/**
 * Settings of an embedded server that keeps facts: fsync and synchronous_commit stay on, because the door
 * acknowledges an event only after COMMIT. wal_compression stays off: the bundled binaries carry no lz4, and
 * pglz costs more processor than the disk it saves. Pure.
 */
export function serverSettings(machine: Machine): ServerSettings {
  const roomy = machine.totalMemoryBytes >= 3 * GIBIBYTE
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: roomy ? '512MB' : '128MB',
    effective_cache_size: roomy ? '1536MB' : '384MB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    wal_buffers: '16MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    random_page_cost: 1.1,
    // Every partition a statement touches takes a lock of its own.
    max_locks_per_transaction: 256,
    jit: 'off',
    idle_in_transaction_session_timeout: '15s',
    // A killed client must not keep its claim while its statement runs; only Linux can watch the socket.
    ...(machine.platform === 'linux' ? { client_connection_check_interval: '500ms' } : {}),
    TimeZone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
  }
}

/** Settings of a throw-away server: nothing in it has to survive a power cut. Pure. */
export function scratchSettings(machine: Machine): ServerSettings {
  return {
    ...serverSettings(machine),
    shared_buffers: '128MB',
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    max_wal_size: '1GB',
  }
}

/** The settings as `postgres` command line arguments. Pure. */
export function settingArguments(settings: ServerSettings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
