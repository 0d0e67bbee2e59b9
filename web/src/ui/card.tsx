import { clsx } from "clsx"
import { type JSX, Show } from "solid-js"

/** A flat card with a thin border. With `bare` its content touches the edges (a table, a list). */
export function Card(props: {
  title?: JSX.Element | undefined
  /** At the title's right: a link or a small button. */
  action?: JSX.Element | undefined
  foot?: JSX.Element | undefined
  bare?: boolean | undefined
  id?: string | undefined
  class?: string | undefined
  children?: JSX.Element
}) {
  return (
    <section id={props.id} class={clsx("min-w-0 rounded-card border border-line bg-surface", props.class)}>
      <Show when={props.title}>
        <div class="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 pt-4 sm:px-6 sm:pt-[18px]">
          <h2 class="text-h2">{props.title}</h2>
          {props.action}
        </div>
      </Show>
      <div class={props.bare ? "" : clsx("pad", props.title !== undefined && "pt-3!")}>{props.children}</div>
      <Show when={props.foot}>
        <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-line border-t px-4 py-3 text-ink-2 text-small sm:px-6">
          {props.foot}
        </div>
      </Show>
    </section>
  )
}

/** Rows with lines between them: switches, settings, facts. */
export const Rows = (props: { children: JSX.Element; class?: string }) => (
  <div class={clsx("divide-y divide-line", props.class)}>{props.children}</div>
)

/** Names at the left, values at the right. */
export const Facts = (props: { children: JSX.Element; class?: string }) => (
  <dl class={clsx("grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-control leading-[22px]", props.class)}>
    {props.children}
  </dl>
)

/** One name and its value inside `Facts`. */
export const Fact = (props: { name: JSX.Element; children: JSX.Element }) => (
  <>
    <dt class="text-ink-2">{props.name}</dt>
    <dd class="text-right tabular-nums">{props.children}</dd>
  </>
)
