import { type Accessor, createSignal, onMount } from "solid-js"

/** Rows drawn before each frame: the head of the page first, then the first screen, then the rest. */
const STEPS = [3, 14, Number.POSITIVE_INFINITY]

const [step, setStep] = createSignal(0)
const isLast = () => step() === STEPS.length - 1

/**
 * Draws the rows of a list over several frames on the first page of a visit, so that the first rows appear early. Later
 * pages draw all rows at once.
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
