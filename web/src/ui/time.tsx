import { createSignal, onCleanup, onMount } from "solid-js"
import { clock, day, dayAndTime, exact, relative, type Seconds } from "~/domain/time"

const TICK_MS = 20_000
const [now, setNow] = createSignal(Date.now() / 1000)
let watchers = 0
let timer: ReturnType<typeof setInterval> | undefined

/** The current time for relative times: one shared clock, which stops while the page is hidden. */
export function useNow(): () => Seconds {
  onMount(() => {
    // Inside the mount, because a component that is removed before it was mounted must not count.
    onCleanup(() => {
      if (--watchers === 0) clearInterval(timer)
    })
    if (watchers++ > 0) return
    setNow(Date.now() / 1000)
    timer = setInterval(() => setNow(Date.now() / 1000), TICK_MS)
  })
  return now
}

/**
 * A time in words, with the exact one in its title. `as` chooses the form: "4 minutes ago", "28 Nov", "28 Nov, 14:32",
 * "14:32".
 */
export function Time(props: { at: Seconds; as?: "relative" | "day" | "dayAndTime" | "clock"; class?: string }) {
  const present = useNow()
  const words = () => {
    if (props.as === "day") return day(props.at, present())
    if (props.as === "dayAndTime") return dayAndTime(props.at, present())
    return props.as === "clock" ? clock(props.at) : relative(props.at, present())
  }
  return (
    <time datetime={new Date(props.at * 1000).toISOString()} title={exact(props.at)} class={props.class}>
      {words()}
    </time>
  )
}
