import { readFile } from 'node:fs/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'

const BINDINGS = '@prisma/schema-engine-wasm/schema_engine_bg'

/** No table is hidden from the engine. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] }

// The part of the global that is used here: its full types come only with the browser's.
type Exports = Record<string, unknown>
declare const WebAssembly: {
  instantiate(wasm: Uint8Array, imports: Record<string, object>): Promise<{ instance: { exports: Exports } }>
}

type Bindings = {
  __wbg_set_wasm(exports: Exports): void
  SchemaEngine: typeof SchemaEngine
}

let loading: Promise<Bindings> | undefined

/** The engine leaves a ten-second timer behind, for its lock: that must not keep a finished process alive. */
function unrefTimers(bindings: Bindings): Record<string, unknown> {
  const imports: Record<string, unknown> = { ...bindings }
  for (const [name, value] of Object.entries(imports)) {
    if (!name.startsWith('__wbg_setTimeout_') || typeof value !== 'function') continue
    imports[name] = (...args: unknown[]) => {
      const timer = value(...args) as NodeJS.Timeout
      timer.unref()
      return timer
    }
  }
  return imports
}

// Instantiated by hand: importing the package's own entry makes Node print an experimental warning about wasm modules.
async function loadBindings(): Promise<Bindings> {
  const bindings = (await import(BINDINGS)) as Bindings
  const wasm = await readFile(new URL('schema_engine_bg.wasm', import.meta.resolve(BINDINGS)))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': unrefTimers(bindings) })
  bindings.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === 'function') start()
  return bindings
}

/**
 * The adapter with one change. Its own executeScript cuts scripts at every semicolon, also inside function bodies, and
 * commits each piece: sent whole, a script is one implicit transaction, so a migration happens entirely or not at all.
 */
function connectThrough(pool: pg.Pool, onScriptError: (error: unknown) => void): PrismaPg {
  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    adapter.executeScript = async (script) => {
      try {
        await pool.query(script)
      } catch (error) {
        onScriptError(error)
        throw error
      }
    }
    return adapter
  }
  return factory
}

/**
 * Lends Prisma's schema engine, on its WebAssembly build and through pg: nothing is downloaded, no process is spawned.
 * When a script fails, the database's own error is thrown instead of the engine's number for it.
 */
export async function withSchemaEngine<T>(databaseUrl: string, fn: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  loading ??= loadBindings()
  const { SchemaEngine } = await loading
  let scriptError: unknown
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'tidemark-schema',
    connectionTimeoutMillis: 10_000,
    options: '-c timezone=UTC',
    max: 2,
  })
  pool.on('error', () => undefined)
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(
      connectThrough(pool, (error) => {
        scriptError = error
      }),
    )
    const engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter)
    try {
      return await fn(engine)
    } finally {
      engine.free()
    }
  } catch (error) {
    throw scriptError ?? error
  } finally {
    // The engine holds an advisory lock on one of these sessions: ending them releases it.
    await pool.end()
  }
}
