import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { appRouter } from './router.ts'

type Definition = {
  meta?: { access?: unknown }
  inputs: readonly z.ZodType[]
  output?: z.ZodType
}

const procedures = Object.entries(appRouter._def.procedures).map(
  ([name, procedure]) => [name, (procedure as unknown as { _def: Definition })._def] as const,
)

/** Every object that a schema can match, as JSON schema sees it, with where it stands. */
function* objectsOf(schema: unknown, path = ''): Generator<{ path: string; schema: Record<string, unknown> }> {
  if (typeof schema !== 'object' || schema === null) return
  const record = schema as Record<string, unknown>
  if (record.type === 'object') yield { path, schema: record }
  for (const [key, child] of Object.entries(record)) yield* objectsOf(child, `${path}/${key}`)
}

/** Nothing but the declared keys, or a map whose values are declared. */
const isClosed = (additional: unknown): boolean =>
  additional === false || (typeof additional === 'object' && additional !== null && Object.keys(additional).length > 0)

const looseObjects = (schema: z.ZodType, io: 'input' | 'output'): string[] =>
  [...objectsOf(z.toJSONSchema(schema, { io, unrepresentable: 'any' }))]
    .filter(({ schema: object }) => !isClosed(object.additionalProperties))
    .map(({ path }) => path)

it('has procedures', () => expect(procedures.length).toBeGreaterThan(10))

describe.each(procedures)('%s', (_name, definition) => {
  it('declares who may call it', () => {
    const access = definition.meta?.access
    if (typeof access === 'string') expect(['public', 'user']).toContain(access)
    else expect(access).toEqual({ role: expect.stringMatching(/^(?:viewer|editor|admin)$/) })
  })

  it('has one strict input schema', () => {
    expect(definition.inputs).toHaveLength(1)
    expect(looseObjects(definition.inputs[0]!, 'input')).toEqual([])
  })

  it('has a strict output schema', () => {
    expect(definition.output).toBeDefined()
    expect(looseObjects(definition.output!, 'output')).toEqual([])
  })

  it('names its project where it needs a role', () => {
    const needsRole = typeof definition.meta?.access === 'object'
    const input = z.toJSONSchema(definition.inputs[0]!, { io: 'input', unrepresentable: 'any' })
    const required: readonly string[] = input.required ?? []
    expect(required.some((field) => field === 'project' || field === 'projectId')).toBe(needsRole)
  })
})
