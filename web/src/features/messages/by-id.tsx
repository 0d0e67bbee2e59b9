import { createMemo, For, type JSX, Show } from "solid-js"

/** Rows whose elements stay while their id does, so that reading them again keeps the focus. */
export function ById<T extends { id: string }>(props: { rows: readonly T[]; children: (row: () => T) => JSX.Element }) {
  const rows = createMemo(() => new Map(props.rows.map((row) => [row.id, row])))
  return (
    <For each={[...rows().keys()]}>{(id) => <Show when={rows().get(id)}>{(row) => props.children(row)}</Show>}</For>
  )
}
