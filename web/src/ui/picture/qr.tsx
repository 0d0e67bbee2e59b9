import { createMemo } from "solid-js"
import { encode } from "uqr"

/** Empty modules around the code, which readers need to find it. */
const QUIET_MODULES = 4

/** A code to scan: always black on white, also on a dark page. `size` is the width in px, 240 at least; it shrinks with its box. */
export function Qr(props: { value: string; label: string; size?: number | undefined }) {
  const code = createMemo(() => {
    const { data, size } = encode(props.value, { ecc: "M", border: QUIET_MODULES })
    let path = ""
    for (const [y, row] of data.entries()) {
      for (const [x, dark] of row.entries()) if (dark) path += `M${x} ${y}h1v1h-1z`
    }
    return { path, size }
  })
  return (
    <svg
      role="img"
      aria-label={props.label}
      viewBox={`0 0 ${code().size} ${code().size}`}
      shape-rendering="crispEdges"
      width={props.size ?? 240}
      height={props.size ?? 240}
      class="block h-auto max-w-full rounded-note border border-line bg-white fill-black"
    >
      <path d={code().path} />
    </svg>
  )
}
