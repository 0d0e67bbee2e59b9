import { type Component, type JSX, lazy, Suspense } from "solid-js"
import { fetchPart } from "~/api/connection"

/**
 * A part whose code is sent for when it is first drawn. Where the server is silent, it is waited for; the bar at the top says
 * so, and what stands on the page stays.
 */
// biome-ignore lint/suspicious/noExplicitAny: as Solid's own `lazy` takes it.
export const onDemand = <Part extends Component<any>>(load: () => Promise<{ default: Part }>) =>
  lazy(() => fetchPart(load))

/**
 * A part of a page whose code comes on its own: asked for with the page's, so that both it and what it shows are under way
 * at the same time, and whatever stands above it is there first.
 */
export function later<Props extends Record<string, unknown>>(
  load: () => Promise<Component<Props>>,
  waiting: () => JSX.Element,
): Component<Props> {
  const code = fetchPart(load).then((part) => ({ default: part }))
  const Part = lazy(() => code)
  return (props) => (
    <Suspense fallback={waiting()}>
      <Part {...props} />
    </Suspense>
  )
}
