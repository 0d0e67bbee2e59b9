import { useLocation } from "@solidjs/router"
import { createEffect, ErrorBoundary, type JSX, on } from "solid-js"
import { ApiError } from "~/api/server/client"
import { text } from "~/i18n/en/common"
import { paths } from "~/paths"
import { Plain } from "./plain"
import { useTitle } from "./title"

/** Replaces a page that failed. Navigation resets it. */
export function PageBoundary(props: { children: JSX.Element }) {
  return (
    <ErrorBoundary fallback={(error, reset) => <Broken error={error} reset={reset} />}>{props.children}</ErrorBoundary>
  )
}

function Broken(props: { error: unknown; reset: () => void }) {
  const location = useLocation()
  createEffect(on(() => location.pathname, props.reset, { defer: true }))
  useTitle(() => text.problem.title)
  const sentence = () => (props.error instanceof ApiError ? props.error.message : text.problem.text)
  return (
    <div role="alert">
      <Plain title={text.problem.title} text={sentence()} action={{ href: paths.relays, label: text.problem.toRelays }}>
        <button
          type="button"
          class="min-h-11 rounded-control bg-sea px-3.5 font-[550] text-[14px] text-on-sea hover:bg-sea-hover sm:min-h-9"
          onClick={() => props.reset()}
        >
          {text.again}
        </button>
      </Plain>
    </div>
  )
}
