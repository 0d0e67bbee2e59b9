import { useLocation } from "@solidjs/router"
import { createEffect, ErrorBoundary, type JSX, on, Show } from "solid-js"
import { ApiError } from "~/api/client"
import { text } from "~/i18n/en/common"
import { paths } from "~/paths"
import { Plain } from "./plain"
import { useTitle } from "./title"

/** A part of the app that could not be fetched: after a deploy the old files are gone. */
export function isMissingPart(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|module script|preload CSS/i.test(error.message)
}

/** What stands where a page broke; going elsewhere starts afresh. */
export function PageBoundary(props: { children: JSX.Element }) {
  return (
    <ErrorBoundary fallback={(error, reset) => <Broken error={error} reset={reset} />}>{props.children}</ErrorBoundary>
  )
}

function Broken(props: { error: unknown; reset: () => void }) {
  const location = useLocation()
  createEffect(on(() => location.pathname, props.reset, { defer: true }))
  const renewed = () => isMissingPart(props.error)
  useTitle(() => (renewed() ? text.problem.renewed : text.problem.title))
  const sentence = () => (props.error instanceof ApiError ? props.error.message : text.problem.text)
  return (
    <div role="alert">
      <Plain
        title={renewed() ? text.problem.renewed : text.problem.title}
        text={renewed() ? text.problem.renewedText : sentence()}
        action={{ href: paths.relays, label: text.problem.toRelays }}
      >
        <button
          type="button"
          class="min-h-11 rounded-control bg-sea px-3.5 font-[550] text-[14px] text-on-sea hover:bg-sea-hover sm:min-h-9"
          onClick={() => (renewed() ? window.location.reload() : props.reset())}
        >
          <Show when={renewed()} fallback={text.again}>
            {text.connection.reload}
          </Show>
        </button>
      </Plain>
    </div>
  )
}
