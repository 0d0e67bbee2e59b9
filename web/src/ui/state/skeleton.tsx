import { clsx } from "clsx"
import { Index, type JSX } from "solid-js"
import { text } from "~/i18n/en/ui"

/** A bar where something will stand; its class gives it the final geometry. No shimmer. */
export const Skeleton = (props: { class?: string }) => (
  <span aria-hidden="true" class={clsx("block rounded-tag bg-sunken", props.class ?? "h-3.5 w-full")} />
)

/** Wraps skeletons: appears only after a noticeable wait, and announces it. */
export const Loading = (props: { label?: string; class?: string; children?: JSX.Element }) => (
  <div role="status" class={clsx("relative animate-late", props.class)}>
    <span class="sr-only">{props.label ?? text.loading}</span>
    {props.children}
  </div>
)

/** Rows of a list to come: a square, two lines. */
export const SkeletonRows = (props: { count?: number; round?: boolean }) => (
  <Loading class="divide-y divide-line rounded-card border border-line bg-surface">
    <Index each={Array.from({ length: props.count ?? 3 })}>
      {() => (
        <div class="flex items-center gap-4 px-4 py-[15px] sm:px-5">
          <Skeleton class={clsx("size-11 shrink-0", props.round ? "rounded-full" : "rounded-flag")} />
          <div class="grid flex-1 gap-2">
            <Skeleton class="h-3.5 w-[46%]" />
            <Skeleton class="h-3 w-56" />
          </div>
        </div>
      )}
    </Index>
  </Loading>
)
