import { createEffect, createSignal, on, onCleanup } from "solid-js"
import { SearchField } from "./search-field"

/** Delay after typing before the server is asked, in milliseconds. */
const TYPING_MS = 250

/** A search field for lists that the server searches: it waits until typing pauses. */
export function DelayedSearch(props: {
  label: string
  placeholder?: string | undefined
  /** The current search, trimmed. */
  search: string
  onFind: (search: string) => void
  /** The longest search that the server takes, in characters. */
  max: number
  class?: string | undefined
}) {
  const [typed, setTyped] = createSignal(props.search)
  let waiting: ReturnType<typeof setTimeout> | undefined
  let told = props.search
  createEffect(
    on(
      () => props.search,
      (search) => {
        // The address changed by navigation or by "Clear filters". Text that is being typed stays.
        if (search !== told) setTyped(search)
        told = search
      },
    ),
  )
  onCleanup(() => clearTimeout(waiting))
  const find = (search: string) => {
    setTyped(search)
    clearTimeout(waiting)
    waiting = setTimeout(() => {
      told = search.trim().slice(0, props.max)
      props.onFind(told)
    }, TYPING_MS)
  }
  return (
    <SearchField
      class={props.class}
      label={props.label}
      placeholder={props.placeholder}
      value={typed()}
      onInput={find}
    />
  )
}
