import { useLocation } from "@solidjs/router"
import { For, type JSX, Match, Show, Switch } from "solid-js"
import { text } from "~/features/operator/words/en/admin"
import { Card } from "~/ui/card"
import { LinkButton } from "~/ui/form/button"
import { ProblemNote } from "~/ui/state/problem"
import { SkeletonRows } from "~/ui/state/skeleton"

type Answer<T> = {
  isPending: boolean
  isError: boolean
  isSuccess: boolean
  error: unknown
  data: { rows: readonly T[]; next: string | undefined } | undefined
  refetch: () => unknown
}

/** A list below a form: its rows, the next page at its own address, or a sentence if it is empty. */
export function PagedList<T>(props: {
  label: string
  answer: Answer<T>
  empty: string
  children: (row: T) => JSX.Element
}) {
  const location = useLocation()
  const page = () => (props.answer.isSuccess ? props.answer.data : undefined)
  return (
    <>
      <h2 class="mt-10 mb-3 text-h2">{props.label}</h2>
      <Switch>
        <Match when={props.answer.isError}>
          <ProblemNote error={props.answer.error} onRetry={() => props.answer.refetch()} />
        </Match>
        <Match when={props.answer.isPending}>
          <SkeletonRows count={3} />
        </Match>
        <Match when={page()?.rows.length === 0}>
          <p class="text-ink-2">{props.empty}</p>
        </Match>
        <Match when={page()}>
          {(shown) => (
            <>
              <Card bare>
                <ul class="divide-y divide-line" aria-label={props.label}>
                  <For each={shown().rows}>{(row) => props.children(row)}</For>
                </ul>
              </Card>
              <Show when={shown().next}>
                {(next) => (
                  <div class="mt-4 flex justify-end">
                    <LinkButton href={`${location.pathname}?cursor=${encodeURIComponent(next())}`}>
                      {text.paging.next}
                    </LinkButton>
                  </div>
                )}
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </>
  )
}
