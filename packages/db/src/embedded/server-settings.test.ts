import { describe, expect, it } from 'vitest'
import { scratchSettings, serverSettings, settingArguments } from './server-settings.ts'

const GIB = 1024 ** 3

describe('serverSettings', () => {
  it('never trades an acknowledged event for speed', () => {
    const settings = serverSettings({ platform: 'linux', totalMemoryBytes: 8 * GIB })
    expect(settings).not.toHaveProperty('fsync')
    expect(settings).not.toHaveProperty('synchronous_commit')
    expect(settings).not.toHaveProperty('full_page_writes')
  })

  it('takes less memory on a small machine', () => {
    expect(serverSettings({ platform: 'linux', totalMemoryBytes: 1 * GIB }).shared_buffers).toBe('128MB')
    expect(serverSettings({ platform: 'linux', totalMemoryBytes: 4 * GIB }).shared_buffers).toBe('512MB')
  })

  it('watches the socket of a busy session only where the system can', () => {
    expect(serverSettings({ platform: 'darwin', totalMemoryBytes: GIB })).not.toHaveProperty(
      'client_connection_check_interval',
    )
  })

  it('listens on this machine only, also when scratch', () => {
    expect(scratchSettings({ platform: 'linux', totalMemoryBytes: GIB }).listen_addresses).toBe('127.0.0.1')
  })
})

describe('settingArguments', () => {
  it('writes one -c per setting', () => {
    expect(settingArguments({ jit: 'off', max_connections: 100 })).toEqual([
      '-c',
      'jit=off',
      '-c',
      'max_connections=100',
    ])
  })
})
