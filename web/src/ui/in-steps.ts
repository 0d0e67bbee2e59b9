import { type Accessor, createSignal, onMount } from "solid-js"

/** How many rows are drawn before each frame: the head of the page stands first, then the first screen, then the rest. */
const STEPS = [3, 14, Number.POSITIVE_INFINITY]

const [step, setStep] = createSignal(0)
const isLast = () => step() === STEPS.length - 1

/**
 * The rows of a list: on the first page of a visit a few more with every frame, so that nobody waits for the last row to see
 * the first. Later pages have their rows at once.
 */
export function inSteps<T>(rows: Accessor<readonly T[]>): Accessor<readonly T[]> {
  const next = () => {
    if (isLast()) return
    setStep(step() + 1)
    soon()
  }
  const soon = () => requestAnimationFrame(() => setTimeout(next))
  onMount(soon)
  return () => rows().slice(0, STEPS[step()])
}
