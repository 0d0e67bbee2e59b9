import { type Component, type JSX, lazy, Suspense } from "solid-js"

/**
 * A part of a page whose code comes on its own: asked for with the page's, so that both it and what it shows are under way
 * at the same time, and whatever stands above it is there first.
 */
export function later<Props extends Record<string, unknown>>(
  load: () => Promise<Component<Props>>,
  waiting: () => JSX.Element,
): Component<Props> {
  const code = load().then((part) => ({ default: part }))
  // Whoever draws it is told; until then nobody is.
  code.catch(() => {})
  const Part = lazy(() => code)
  return (props) => (
    <Suspense fallback={waiting()}>
      <Part {...props} />
    </Suspense>
  )
}
