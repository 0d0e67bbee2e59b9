import { ErrorBoundary, type JSX, Show, Suspense } from "solid-js"
import { appWentStale } from "~/api/connection"

/** Something over the page, fetched when it is first wanted; where that fails the page under it stays as it is. */
export function Over(props: { when: boolean; children: JSX.Element }) {
  return (
    <Show when={props.when}>
      <ErrorBoundary
        fallback={() => {
          appWentStale()
          return null
        }}
      >
        <Suspense>{props.children}</Suspense>
      </ErrorBoundary>
    </Show>
  )
}
