type Column = Float64Array | Int32Array | Uint32Array | Uint8Array

/** The column itself when it holds `needed` entries, else a copy at least twice as long. */
export function grow<C extends Column>(column: C, needed: number): C {
  if (needed <= column.length) return column
  const Make = column.constructor as new (length: number) => C
  const larger = new Make(Math.max(needed, column.length * 2))
  larger.set(column as never)
  return larger
}
