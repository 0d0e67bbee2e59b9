import { clsx } from "clsx"
import { type JSX, Show } from "solid-js"

/**
 * A table with plain heads and thin lines. It scrolls in its own box. On phones every row is a card whose cells show
 * their column's name (`label` of `Td`).
 */
export function Table(props: {
  label: string
  head: JSX.Element
  children: JSX.Element
  /** Stays a table on phones and scrolls sideways. */
  wide?: boolean | undefined
}) {
  return (
    <div class="relative overflow-x-auto">
      <table
        aria-label={props.label}
        data-wide={props.wide ? "" : undefined}
        class="group/table w-full border-collapse text-control data-wide:min-w-[620px] max-sm:not-data-wide:block"
      >
        <thead class="max-sm:group-not-data-wide/table:sr-only">
          <tr>{props.head}</tr>
        </thead>
        <tbody class="max-sm:group-not-data-wide/table:block">{props.children}</tbody>
      </table>
    </div>
  )
}

/** The head of a column; `end` for figures, which stand at the right. */
export const Th = (props: {
  children?: JSX.Element
  end?: boolean
  sort?: "ascending" | "descending" | undefined
  class?: string
}) => (
  <th
    scope="col"
    aria-sort={props.sort}
    class={clsx(
      "whitespace-nowrap border-line border-b px-3 py-2.5 font-label text-ink-3 text-micro first:pl-6 last:pr-6",
      props.end ? "text-right" : "text-left",
      props.class,
    )}
  >
    {props.children}
  </th>
)

/** A row. If it is a link, its first cell contains an `<a class="cover">` that covers the row. */
export const Tr = (props: { children: JSX.Element; class?: string }) => (
  <tr
    class={clsx(
      "relative border-line border-b transition-colors duration-100 last:border-b-0 hover:bg-hover",
      "max-sm:group-not-data-wide/table:grid max-sm:group-not-data-wide/table:grid-cols-[minmax(0,1fr)] max-sm:group-not-data-wide/table:gap-1 max-sm:group-not-data-wide/table:px-4 max-sm:group-not-data-wide/table:py-3",
      props.class,
    )}
  >
    {props.children}
  </tr>
)

/** A cell. `label` is its column's name on phones; without one it takes the card's whole width. */
export const Td = (props: { children?: JSX.Element; label?: string; end?: boolean; class?: string }) => (
  <td
    class={clsx(
      "px-3 py-3 first:pl-6 last:pr-6",
      "max-sm:group-not-data-wide/table:flex max-sm:group-not-data-wide/table:justify-between max-sm:group-not-data-wide/table:gap-4 max-sm:group-not-data-wide/table:p-0!",
      props.end && "text-right tabular-nums",
      props.class,
    )}
  >
    <Show when={props.label}>
      <span class="hidden text-ink-2 max-sm:group-not-data-wide/table:inline">{props.label}</span>
    </Show>
    {props.children}
  </td>
)
