import { createEffect, createSignal, onCleanup } from "solid-js"
import { duration, type Seconds } from "~/domain/time"

const TICK_MS = 1_000

/** The elapsed time in seconds; with `until`, the final duration. Not announced while it runs. */
export function Elapsed(props: { since: Seconds; until?: Seconds | undefined }) {
  const [now, setNow] = createSignal(Date.now() / 1000)
  createEffect(() => {
    if (props.until !== undefined) return
    const timer = setInterval(() => setNow(Date.now() / 1000), TICK_MS)
    onCleanup(() => clearInterval(timer))
  })
  return (
    <span class="tabular-nums" aria-live="off">
      {duration((props.until ?? now()) - props.since)}
    </span>
  )
}
