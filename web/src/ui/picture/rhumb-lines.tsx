import { clsx } from "clsx"
import { For } from "solid-js"

const RAYS = 32
const REACH = 2200

type Rose = { x: number; y: number; turn: number }

/** Where the rays of each place come from, on a field as wide and high as the place is drawn. */
const FIELDS = {
  hero: {
    box: "0 0 1280 720",
    roses: [
      { x: 930, y: 360, turn: 0 },
      { x: 1240, y: 40, turn: 0.05 },
      { x: 470, y: 690, turn: 0.1 },
    ],
    mask: "[mask-image:linear-gradient(90deg,transparent_0,rgb(0_0_0/0.5)_30%,black_60%)]",
  },
  gate: {
    box: "0 0 1280 800",
    roses: [
      { x: 180, y: 140, turn: 0 },
      { x: 1120, y: 640, turn: 0.05 },
    ],
    mask: "[mask-image:radial-gradient(ellipse_420px_460px_at_50%_50%,transparent_55%,black_130%)]",
  },
  empty: {
    box: "0 0 1088 300",
    roses: [
      { x: 150, y: 60, turn: 0 },
      { x: 1000, y: 240, turn: 0.05 },
    ],
    mask: "[mask-image:radial-gradient(ellipse_46%_60%_at_50%_50%,transparent_40%,black_110%)]",
  },
} as const

function rays(rose: Rose): string {
  return Array.from({ length: RAYS }, (_, index) => {
    const angle = (index / RAYS) * 2 * Math.PI + rose.turn
    const end = [rose.x + REACH * Math.cos(angle), rose.y + REACH * Math.sin(angle)].map(Math.round)
    return `M${rose.x} ${rose.y}L${end.join(" ")}`
  }).join("")
}

/** The rays of a printed sea chart: behind the hero and the last call of `/`, the sign-in page, an empty list. Faded where text runs. */
export const RhumbLines = (props: { at?: keyof typeof FIELDS; class?: string }) => {
  const field = () => FIELDS[props.at ?? "hero"]
  return (
    <svg
      class={clsx("pointer-events-none absolute inset-0 size-full fill-none stroke-rhumb", field().mask, props.class)}
      viewBox={field().box}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      <For each={field().roses}>
        {(rose) => (
          <>
            <path d={rays(rose)} />
            <circle cx={rose.x} cy={rose.y} r="5" />
            <circle cx={rose.x} cy={rose.y} r="46" />
          </>
        )}
      </For>
    </svg>
  )
}
