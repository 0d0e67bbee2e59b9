import { clsx } from "clsx"
import { For, type JSX, Show } from "solid-js"

/** A part of the first page with its own background; `side` puts the heading left and the content right. */
export function Section(props: {
  id?: string
  title: string
  lead?: string | undefined
  tint?: boolean
  side?: boolean
  /** Under the lead, on the heading's side. */
  aside?: JSX.Element
  children: JSX.Element
}) {
  return (
    <section
      id={props.id}
      aria-labelledby={props.id ? `${props.id}-title` : undefined}
      class={clsx("border-line border-b py-16 sm:py-[104px]", props.tint && "bg-surface")}
    >
      <div
        class={clsx(
          "page",
          props.side && "grid wide:grid-cols-[minmax(0,0.8fr)_minmax(0,1.2fr)] gap-10 wide:gap-[72px]",
        )}
      >
        <div class="min-w-0">
          <h2
            id={props.id ? `${props.id}-title` : undefined}
            class="max-w-[17em] font-product text-section max-sm:text-[28px] max-sm:leading-[34px]"
          >
            {props.title}
          </h2>
          <Show when={props.lead}>
            <p class="mt-4 max-w-[34em] text-pretty text-ink-2 text-lead max-sm:text-[17px] max-sm:leading-[27px]">
              {props.lead}
            </p>
          </Show>
          {props.aside}
        </div>
        <div class="min-w-0">{props.children}</div>
      </div>
    </section>
  )
}

/** Names and sentences between thin lines. */
export const Ledger = (props: { rows: readonly (readonly [string, string])[] }) => (
  <dl class="border-line border-b">
    <For each={props.rows}>
      {([name, sentence]) => (
        <div class="grid gap-1 border-line border-t py-[18px] sm:grid-cols-[176px_minmax(0,1fr)] sm:gap-6 sm:py-[22px]">
          <dt class="font-semibold text-[17px] tracking-[-0.012em]">{name}</dt>
          <dd class="text-pretty text-[16px] text-ink-2 leading-[26px]">{sentence}</dd>
        </div>
      )}
    </For>
  </dl>
)

/** A picture of the product in the current theme; the other one is never loaded. Its box has a fixed size. */
export const Shot = (props: {
  light: string
  dark: string
  label: string
  width: number
  height: number
  class?: string
}) => (
  <div
    role="img"
    aria-label={props.label}
    class={clsx("overflow-hidden rounded-dialog border border-line bg-surface shadow-shot", props.class)}
  >
    <img
      src={props.light}
      alt=""
      width={props.width}
      height={props.height}
      loading="lazy"
      decoding="async"
      class="h-auto w-full dark:hidden"
    />
    <img
      src={props.dark}
      alt=""
      width={props.width}
      height={props.height}
      loading="lazy"
      decoding="async"
      class="hidden h-auto w-full dark:block"
    />
  </div>
)
