import { For } from "solid-js"

const RAYS = 32
const REACH = 2200

type Point = { x: number; y: number; turn: number }

const ROSES: Point[] = [
  { x: 930, y: 360, turn: 0 },
  { x: 1240, y: 40, turn: 0.05 },
  { x: 470, y: 690, turn: 0.1 },
]

function rays(rose: Point): string {
  return Array.from({ length: RAYS }, (_, index) => {
    const angle = (index / RAYS) * 2 * Math.PI + rose.turn
    const end = [rose.x + REACH * Math.cos(angle), rose.y + REACH * Math.sin(angle)].map(Math.round)
    return `M${rose.x} ${rose.y}L${end.join(" ")}`
  }).join("")
}

/** The rays of a printed sea chart, behind the hero only; faded where text runs. */
export const RhumbLines = () => (
  <svg
    class="pointer-events-none absolute inset-0 size-full fill-none stroke-rhumb [mask-image:linear-gradient(90deg,transparent_0,rgb(0_0_0/0.5)_30%,black_60%)]"
    viewBox="0 0 1280 720"
    preserveAspectRatio="xMidYMid slice"
    aria-hidden="true"
  >
    <For each={ROSES}>
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
