import { Match, onCleanup, onMount, Switch } from "solid-js"
import { appIsStale, connection, lookNow } from "~/api/server/connection"
import { text } from "~/i18n/en/common"

/** A separate format: the others are not in the first chunk. */
/** Created at the first use: it takes milliseconds, and this file is part of every page's start. */
const clock = () => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" })

/**
 * A bar across the top while the server is silent, or when this page is older than the server's app. Always in the
 * document, so that screen readers announce changes.
 */
export function ConnectionBar() {
  const silence = () => {
    const now = connection()
    if (now.up) return undefined
    const time = clock().format(now.lastAnswerAt)
    return now.offline ? text.connection.offline(time) : text.connection.silent(time)
  }
  return (
    <div role="status" class="sticky top-0 z-30 text-[14px]">
      <Switch>
        <Match when={silence()}>
          {(sentence) => (
            <Bar
              sentence={`${sentence()} ${text.connection.trying}`}
              action={text.connection.now}
              onAction={() => void lookNow()}
            />
          )}
        </Match>
        <Match when={appIsStale()}>
          <Bar sentence={text.connection.stale} action={text.connection.reload} onAction={() => location.reload()} />
        </Match>
      </Switch>
    </div>
  )
}

/** The header sticks below it, by `--bar`. */
function Bar(props: { sentence: string; action: string; onAction: () => void }) {
  let bar: HTMLDivElement | undefined
  const page = document.documentElement
  onMount(() => {
    const sizes = new ResizeObserver(() => page.style.setProperty("--bar", `${bar?.offsetHeight ?? 0}px`))
    if (bar) sizes.observe(bar)
    onCleanup(() => {
      sizes.disconnect()
      page.style.removeProperty("--bar")
    })
  })
  return (
    <div ref={bar} class="flex items-center justify-center gap-3 bg-sail-wash px-4 py-1.5 text-ink">
      <p class="tabular-nums">{props.sentence}</p>
      <button
        type="button"
        class="min-h-[30px] shrink-0 rounded-tag border border-edge bg-surface px-3 font-[550] text-[13px] hover:bg-hover"
        onClick={() => props.onAction()}
      >
        {props.action}
      </button>
    </div>
  )
}
