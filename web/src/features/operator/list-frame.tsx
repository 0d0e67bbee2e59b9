import { useLocation, useSearchParams } from "@solidjs/router"
import { createEffect, createSignal, type JSX, on, onCleanup, Show } from "solid-js"
import { text } from "~/features/operator/words/en/admin"
import { Card } from "~/ui/card"
import { LinkButton } from "~/ui/form/button"
import { SearchField } from "~/ui/form/search-field"
import { NoMatches } from "~/ui/state/no-matches"
import { ProblemNote } from "~/ui/state/problem"
import { SkeletonRows } from "~/ui/state/skeleton"

/** Delay after typing before the server is queried, in milliseconds. */
const TYPING_MS = 250

/** The parameters of a list, and a function to change them. */
type View<K extends string> = {
  shown: () => Partial<Record<K | "cursor", string>>
  show: (changed: Partial<Record<K, string>>, typed?: boolean) => void
  clear: () => void
}

/** The parameters in the address: an empty value counts as absent, and of a repeated one the first counts. */
export function useShown<K extends string>(names: readonly K[]): View<K> {
  const [search, setSearch] = useSearchParams()
  const shown = () => {
    const found: Partial<Record<K | "cursor", string>> = {}
    for (const name of [...names, "cursor"] as const) {
      const given = search[name]
      const value = (Array.isArray(given) ? given[0] : given)?.trim()
      if (value) found[name] = value
    }
    return found
  }
  /** Changes the parameters and goes to the first page. Choices make history entries, typing does not. */
  const show = (changed: Partial<Record<K, string>>, typed = false) =>
    setSearch({ ...changed, cursor: undefined }, { replace: typed })
  const clear = () => show(Object.fromEntries(names.map((name) => [name, undefined])) as Partial<Record<K, string>>)
  return { shown, show, clear }
}

type Counts = { rows: readonly unknown[]; total: number; matched: number; next: string | undefined }
type Answer = {
  isPending: boolean
  isError: boolean
  isSuccess: boolean
  isPlaceholderData: boolean
  error: unknown
  data: Counts | undefined
  refetch: () => unknown
}

/**
 * A list for operators: search and filters in the address, counts, and pages from the server. If there was never a row,
 * `empty` is shown instead.
 */
export function ListFrame(props: {
  words: { title: string; find: string; noMatches: (q: string) => string }
  view: Pick<View<"q">, "shown" | "show" | "clear">
  filters?: JSX.Element
  /** A button that downloads the list. */
  download?: JSX.Element
  answer: Answer
  empty: JSX.Element
  children: JSX.Element
}) {
  const q = () => props.view.shown().q ?? ""
  const page = () => (props.answer.isSuccess ? props.answer.data : undefined)
  return (
    <>
      <h1 class="text-h1">{props.words.title}</h1>
      <Show when={page()?.total !== 0} fallback={<div class="mt-6">{props.empty}</div>}>
        <div class="mt-5 flex flex-wrap items-center gap-2.5">
          <Find label={props.words.find} q={q()} onFind={(typed) => props.view.show({ q: typed }, true)} />
          {props.filters}
          <p role="status" class="ml-auto text-ink-3 text-small tabular-nums">
            <Show when={page()}>
              {(counts) => text.paging.count(counts().rows.length, counts().matched, counts().total)}
            </Show>
          </p>
          {props.download}
        </div>
        <div class="mt-4" aria-busy={props.answer.isPlaceholderData}>
          <Show when={!props.answer.isPending} fallback={<SkeletonRows count={6} />}>
            <Show when={props.answer.isError}>
              <ProblemNote error={props.answer.error} onRetry={() => props.answer.refetch()} class="mb-3" />
            </Show>
            <Show when={page()}>
              {(counts) => (
                <Card bare>
                  <Show
                    when={counts().rows.length > 0}
                    fallback={<NoMatches text={props.words.noMatches(q())} onClear={props.view.clear} />}
                  >
                    {props.children}
                  </Show>
                </Card>
              )}
            </Show>
          </Show>
        </div>
        <Pages next={page()?.next} />
      </Show>
    </>
  )
}

function Find(props: { label: string; q: string; onFind: (q: string) => void }) {
  const [typed, setTyped] = createSignal(props.q)
  let waiting: ReturnType<typeof setTimeout> | undefined
  let told = props.q
  createEffect(
    on(
      () => props.q,
      (q) => {
        // The address changed by navigation or by "Clear filters". Text that is being typed stays.
        if (q !== told) setTyped(q)
        told = q
      },
    ),
  )
  onCleanup(() => clearTimeout(waiting))
  const find = (q: string) => {
    setTyped(q)
    clearTimeout(waiting)
    waiting = setTimeout(() => {
      told = q.trim()
      props.onFind(told)
    }, TYPING_MS)
  }
  return <SearchField label={props.label} value={typed()} onInput={find} class="w-full sm:w-72" />
}

/**
 * Pages are addresses: the next one can open in another tab, and the browser's back button returns to the previous one.
 */
function Pages(props: { next: string | undefined }) {
  const [search] = useSearchParams()
  const location = useLocation()
  const to = (cursor: string | undefined) => {
    const address = new URLSearchParams()
    for (const [name, value] of Object.entries(search)) {
      if (name !== "cursor" && typeof value === "string") address.set(name, value)
    }
    if (cursor) address.set("cursor", cursor)
    return address.size > 0 ? `${location.pathname}?${address}` : location.pathname
  }
  return (
    <Show when={props.next || search.cursor}>
      <nav aria-label={text.paging.label} class="mt-4 flex justify-end gap-2">
        <Show when={search.cursor}>
          <LinkButton href={to(undefined)}>{text.paging.first}</LinkButton>
        </Show>
        <Show when={props.next}>{(next) => <LinkButton href={to(next())}>{text.paging.next}</LinkButton>}</Show>
      </nav>
    </Show>
  )
}
